import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * Hot tables carry only the indexes that a read needs, since each costs more than the row itself:
 *   events  the key, by sequence; one index for a market
 *   trades  the key starts with the time (which runs with the sequence), so it also serves "all trades, by time";
 *           one index for a market, one for each account of a trade
 *   orders  the key for updates and for one order; by placing time for all, a market, an account
 * Sizes stay within int4: an order's size is at most 10^9 minor units.
 */
const UP = [
  `CREATE TABLE events (
     shard       int4        NOT NULL,
     sequence    int8        NOT NULL,
     event_index int4        NOT NULL,
     type        text        NOT NULL,
     market_id   int4        NOT NULL,
     time        timestamptz NOT NULL,
     payload     json        NOT NULL,
     PRIMARY KEY (shard, sequence, event_index)
   )`,
  `CREATE INDEX events_of_market ON events (shard, market_id, sequence, event_index)`,
  `CREATE TABLE trades (
     shard            int4        NOT NULL,
     traded_at        timestamptz NOT NULL,
     sequence         int8        NOT NULL,
     event_index      int4        NOT NULL,
     market_id        int4        NOT NULL,
     runner_id        int4        NOT NULL,
     price            int4        NOT NULL CHECK (price > 100),
     size             int4        NOT NULL CHECK (size > 0),
     maker_order_id   int8        NOT NULL,
     maker_account_id text        NOT NULL,
     taker_order_id   int8        NOT NULL,
     taker_account_id text        NOT NULL,
     taker_side       text        NOT NULL CHECK (taker_side IN ('BACK', 'LAY')),
     PRIMARY KEY (shard, traded_at, sequence, event_index)
   )`,
  `CREATE INDEX trades_of_market ON trades (shard, market_id, traded_at, sequence, event_index)`,
  `CREATE INDEX trades_of_maker ON trades (shard, maker_account_id, traded_at, sequence, event_index)`,
  `CREATE INDEX trades_of_taker ON trades (shard, taker_account_id, traded_at, sequence, event_index)`,
  // Room in each page lets an update of the sizes stay there without touching any index.
  `CREATE TABLE orders (
     shard              int4        NOT NULL,
     order_id           int8        NOT NULL,
     account_id         text        NOT NULL,
     market_id          int4        NOT NULL,
     runner_id          int4        NOT NULL,
     side               text        NOT NULL CHECK (side IN ('BACK', 'LAY')),
     price              int4        NOT NULL CHECK (price > 100),
     size               int4        NOT NULL CHECK (size > 0),
     size_matched       int4        NOT NULL CHECK (size_matched >= 0),
     size_remaining     int4        NOT NULL CHECK (size_remaining >= 0),
     size_cancelled     int4        NOT NULL CHECK (size_cancelled >= 0),
     size_lapsed        int4        NOT NULL CHECK (size_lapsed >= 0),
     size_voided        int4        NOT NULL CHECK (size_voided >= 0),
     matched_price_size int8        NOT NULL CHECK (matched_price_size >= 0),
     replaces_order_id  int8,
     placed_sequence    int8        NOT NULL,
     placed_at          timestamptz NOT NULL,
     updated_sequence   int8        NOT NULL,
     updated_at         timestamptz NOT NULL,
     PRIMARY KEY (shard, order_id),
     CONSTRAINT orders_conserve_size
       CHECK (size = size_matched + size_remaining + size_cancelled + size_lapsed + size_voided)
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX orders_by_time ON orders (shard, placed_at, placed_sequence)`,
  `CREATE INDEX orders_of_market ON orders (shard, market_id, placed_at, placed_sequence)`,
  `CREATE INDEX orders_of_account ON orders (shard, account_id, placed_at, placed_sequence)`,
  `CREATE TABLE markets (
     shard            int4        NOT NULL,
     market_id        int4        NOT NULL,
     name             text        NOT NULL,
     ladder           jsonb       NOT NULL,
     status           text        NOT NULL CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED')),
     created_sequence int8        NOT NULL,
     created_at       timestamptz NOT NULL,
     status_sequence  int8        NOT NULL,
     status_at        timestamptz NOT NULL,
     PRIMARY KEY (shard, market_id)
   )`,
  `CREATE TABLE runners (
     shard     int4 NOT NULL,
     market_id int4 NOT NULL,
     runner_id int4 NOT NULL,
     position  int4 NOT NULL,
     name      text NOT NULL,
     PRIMARY KEY (shard, market_id, runner_id)
   )`,
];

/** The facts: every event, and the current state of orders, trades and markets that follows from them. */
export class CreateStorage1790000001000 implements MigrationInterface {
  readonly name = 'CreateStorage1790000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE runners, markets, orders, trades, events');
  }
}
