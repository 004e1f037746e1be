import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * Every table is keyed by market and runner first, which is how it is read, and has no other index: projections are updated
 * far more often than read. Sums of sizes are int8; sums of price × size are numeric, since a few thousand of the largest
 * trades exceed int8.
 */
const UP = [
  `CREATE TABLE markets (
     shard     int4        NOT NULL,
     market_id int4        NOT NULL,
     name      text        NOT NULL,
     status    text        NOT NULL CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED')),
     status_at timestamptz NOT NULL,
     PRIMARY KEY (shard, market_id)
   )`,
  `CREATE TABLE runners (
     shard          int4    NOT NULL,
     market_id      int4    NOT NULL,
     runner_id      int4    NOT NULL,
     position       int4    NOT NULL,
     name           text    NOT NULL,
     last_price     int4,
     last_traded_at timestamptz,
     volume         int8    NOT NULL DEFAULT 0,
     price_size     numeric NOT NULL DEFAULT 0,
     trade_count    int8    NOT NULL DEFAULT 0,
     PRIMARY KEY (shard, market_id, runner_id)
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE levels (
     shard     int4 NOT NULL,
     market_id int4 NOT NULL,
     runner_id int4 NOT NULL,
     side      text NOT NULL CHECK (side IN ('BACK', 'LAY')),
     price     int4 NOT NULL,
     size      int8 NOT NULL CHECK (size > 0),
     PRIMARY KEY (shard, market_id, runner_id, side, price)
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE volumes (
     shard       int4 NOT NULL,
     market_id   int4 NOT NULL,
     runner_id   int4 NOT NULL,
     price       int4 NOT NULL,
     size        int8 NOT NULL CHECK (size > 0),
     trade_count int8 NOT NULL CHECK (trade_count > 0),
     PRIMARY KEY (shard, market_id, runner_id, price)
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE candles (
     shard            int4        NOT NULL,
     market_id        int4        NOT NULL,
     runner_id        int4        NOT NULL,
     interval_seconds int4        NOT NULL,
     starts_at        timestamptz NOT NULL,
     open             int4        NOT NULL,
     high             int4        NOT NULL CHECK (high >= open AND high >= close),
     low              int4        NOT NULL CHECK (low <= open AND low <= close),
     close            int4        NOT NULL,
     volume           int8        NOT NULL CHECK (volume > 0),
     trade_count      int8        NOT NULL CHECK (trade_count > 0),
     PRIMARY KEY (shard, market_id, runner_id, interval_seconds, starts_at)
   ) WITH (fillfactor = 70)`,
  `CREATE TABLE tape (
     shard       int4        NOT NULL,
     market_id   int4        NOT NULL,
     sequence    int8        NOT NULL,
     event_index int4        NOT NULL,
     traded_at   timestamptz NOT NULL,
     runner_id   int4        NOT NULL,
     price       int4        NOT NULL,
     size        int4        NOT NULL,
     taker_side  text        NOT NULL,
     PRIMARY KEY (shard, market_id, sequence, event_index)
   )`,
];

/** Projections: everything here follows from the events and can be rebuilt from them at any time. */
export class CreateAnalytics1790000002000 implements MigrationInterface {
  readonly name = 'CreateAnalytics1790000002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tape, candles, volumes, levels, runners, markets');
  }
}
