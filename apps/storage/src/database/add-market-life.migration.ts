import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders that were placed before have the reasons of their cancels and lapses in the archive only. */
const reasonsFromArchive = (column: string, type: string) => `
  UPDATE orders o SET ${column} = e.reason
    FROM (SELECT DISTINCT ON (shard, order_id) shard, order_id, reason
            FROM (SELECT shard, sequence, event_index, (payload->>'orderId')::int8 AS order_id, payload->>'reason' AS reason
                    FROM events WHERE type = '${type}') all_of_them
           ORDER BY shard, order_id, sequence DESC, event_index DESC) e
   WHERE o.shard = e.shard AND o.order_id = e.order_id`;

const UP = [
  // As long as the archive takes.
  `SET LOCAL statement_timeout = 0`,
  `ALTER TABLE markets
     DROP CONSTRAINT markets_status_check,
     ADD CONSTRAINT markets_status_check
       CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED', 'SETTLED', 'VOIDED')),
     ADD COLUMN rules            jsonb,
     ADD COLUMN start_at         timestamptz,
     ADD COLUMN in_play          boolean NOT NULL DEFAULT false,
     ADD COLUMN version          int4    NOT NULL DEFAULT 1,
     ADD COLUMN material_version int4    NOT NULL DEFAULT 1`,
  `ALTER TABLE runners
     ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE'
       CHECK (status IN ('ACTIVE', 'REMOVED', 'WINNER', 'PLACED', 'LOSER')),
     ADD COLUMN reduction_factor int4 CHECK (reduction_factor BETWEEN 0 AND 10000)`,
  `ALTER TABLE orders
     ADD COLUMN persistence   text NOT NULL DEFAULT 'LAPSE' CHECK (persistence IN ('LAPSE', 'PERSIST')),
     ADD COLUMN time_in_force text NOT NULL DEFAULT 'REST'
       CHECK (time_in_force IN ('REST', 'FILL_OR_KILL', 'FILL_AND_KILL')),
     ADD COLUMN min_fill_size int4 CHECK (min_fill_size > 0),
     ADD COLUMN good_till     timestamptz,
     ADD COLUMN release_at    timestamptz,
     ADD COLUMN cancel_reason text,
     ADD COLUMN lapse_reason  text,
     ADD CONSTRAINT orders_wait_with_size CHECK (release_at IS NULL OR size_remaining > 0)`,
  reasonsFromArchive('cancel_reason', 'order.cancelled'),
  reasonsFromArchive('lapse_reason', 'order.lapsed'),
  /*
   * A settlement looks orders up by their market. A rebuild drops the indexes that are no keys until the rows are in, and would
   * read all orders for each settlement: with the orderId at its end this one is a key.
   */
  `DROP INDEX orders_of_market`,
  `CREATE UNIQUE INDEX orders_of_market ON orders (shard, market_id, placed_at, placed_sequence, order_id)`,
  // Trades stay as they were made. What became of a few of them stands beside them, looked up by the trade's id.
  `CREATE TABLE trade_changes (
     shard          int4        NOT NULL,
     trade_sequence int8        NOT NULL,
     trade_index    int4        NOT NULL,
     sequence       int8        NOT NULL,
     event_index    int4        NOT NULL,
     changed_at     timestamptz NOT NULL,
     kind           text        NOT NULL CHECK (kind IN ('VOIDED', 'REDUCED')),
     price_before   int4        NOT NULL CHECK (price_before > 100),
     price          int4        NOT NULL CHECK (price > 100 AND price <= price_before),
     PRIMARY KEY (shard, trade_sequence, trade_index, sequence, event_index)
   )`,
];

const DOWN = [
  `DROP TABLE trade_changes`,
  `DROP INDEX orders_of_market`,
  `CREATE INDEX orders_of_market ON orders (shard, market_id, placed_at, placed_sequence)`,
  `ALTER TABLE orders DROP COLUMN persistence, DROP COLUMN time_in_force, DROP COLUMN min_fill_size, DROP COLUMN good_till,
     DROP COLUMN release_at, DROP COLUMN cancel_reason, DROP COLUMN lapse_reason`,
  `ALTER TABLE runners DROP COLUMN status, DROP COLUMN reduction_factor`,
  `ALTER TABLE markets
     DROP CONSTRAINT markets_status_check,
     ADD CONSTRAINT markets_status_check CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED')),
     DROP COLUMN rules, DROP COLUMN start_at, DROP COLUMN in_play, DROP COLUMN version, DROP COLUMN material_version`,
];

/** What a market with money goes through, the terms of its orders, and what becomes of its trades. */
export class AddMarketLife1790000004000 implements MigrationInterface {
  readonly name = 'AddMarketLife1790000004000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Refused by the database while a market is settled or voided: the former tables have no words for that. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
