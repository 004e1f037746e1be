import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE markets
     DROP CONSTRAINT markets_status_check,
     ADD CONSTRAINT markets_status_check
       CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED', 'SETTLED', 'VOIDED'))`,
  `ALTER TABLE runners ADD COLUMN is_removed boolean NOT NULL DEFAULT false`,
  // Orders that wait for the bet delay are in no level; what is cancelled or lapses of them must not be taken out of one.
  `CREATE TABLE waiting_orders (
     shard    int4 NOT NULL,
     order_id int8 NOT NULL,
     PRIMARY KEY (shard, order_id)
   )`,
];

const DOWN = [
  `DROP TABLE waiting_orders`,
  `ALTER TABLE runners DROP COLUMN is_removed`,
  `ALTER TABLE markets
     DROP CONSTRAINT markets_status_check,
     ADD CONSTRAINT markets_status_check CHECK (status IN ('INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'))`,
];

/** What a market with money goes through. */
export class AddMarketLife1790000004500 implements MigrationInterface {
  readonly name = 'AddMarketLife1790000004500';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Refused by the database while a market is settled or voided: the former table has no words for that. */
  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
