import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE accounts (
     shard                  int4        NOT NULL,
     account_id             text        NOT NULL,
     currency               text        NOT NULL,
     balance                int8        NOT NULL,
     stopped_by_owner       boolean     NOT NULL,
     stopped_by_operator    boolean     NOT NULL,
     discount               int4        NOT NULL CHECK (discount BETWEEN 0 AND 10000),
     self_match             text        NOT NULL,
     size_max               int8        NOT NULL,
     liability_max          int8        NOT NULL,
     exposure_max           int8        NOT NULL,
     order_count_max        int8        NOT NULL,
     orders_per_second_max  int8        NOT NULL,
     heartbeat_timeout_ms   int4        NOT NULL,
     heartbeat_missed_at    timestamptz,
     opened_sequence        int8        NOT NULL,
     opened_at              timestamptz NOT NULL,
     updated_sequence       int8        NOT NULL,
     updated_at             timestamptz NOT NULL,
     PRIMARY KEY (shard, account_id)
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX accounts_by_opening ON accounts (shard, opened_sequence)`,
  `CREATE TABLE settlements (
     shard             int4        NOT NULL,
     market_id         int4        NOT NULL,
     sequence          int8        NOT NULL,
     settled_at        timestamptz NOT NULL,
     currency          text        NOT NULL,
     results           jsonb       NOT NULL,
     commission        int8        NOT NULL CHECK (commission >= 0),
     rounding          int8        NOT NULL,
     reversed_sequence int8        CHECK (reversed_sequence > sequence),
     reversed_at       timestamptz,
     PRIMARY KEY (shard, market_id, sequence)
   )`,
  /*
   * The profit of an order that takes part in a dead heat need not be a whole number of 1/100 minor units: it is kept as a
   * fraction, and the table itself proves the sum. The key begins with the market, by which a settlement is replaced.
   */
  `CREATE TABLE settled_orders (
     shard              int4        NOT NULL,
     market_id          int4        NOT NULL,
     order_id           int8        NOT NULL,
     account_id         text        NOT NULL,
     runner_id          int4        NOT NULL,
     side               text        NOT NULL,
     size_matched       int4        NOT NULL CHECK (size_matched > 0),
     matched_price_size int8        NOT NULL,
     runner_result      text        NOT NULL,
     places             int4        NOT NULL,
     tied               int4        NOT NULL CHECK (tied > 0 AND places BETWEEN 0 AND tied),
     profit_numerator   int8        NOT NULL,
     settled_sequence   int8        NOT NULL,
     settled_at         timestamptz NOT NULL,
     PRIMARY KEY (shard, market_id, order_id),
     CONSTRAINT settled_profit_follows CHECK (
       profit_numerator = CASE side WHEN 'BACK' THEN 1 ELSE -1 END
                          * (matched_price_size * places - 100 * size_matched::int8 * tied))
   )`,
  `CREATE INDEX settled_orders_of_account ON settled_orders (shard, account_id, settled_at, order_id)`,
];

/** Accounts as they are, and what markets were settled with. */
export class AddSettlements1790000006000 implements MigrationInterface {
  readonly name = 'AddSettlements1790000006000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE settled_orders, settlements, accounts');
  }
}
