import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE markets
     ADD COLUMN in_play       boolean NOT NULL DEFAULT false,
     ADD COLUMN version       int8    NOT NULL DEFAULT 0,
     ADD COLUMN fixture       text    NOT NULL DEFAULT '',
     ADD COLUMN currency      text    NOT NULL DEFAULT 'XXX',
     ADD COLUMN kind          text    NOT NULL DEFAULT 'WIN' CHECK (kind IN ('WIN', 'PLACE')),
     ADD COLUMN winners       int4    NOT NULL DEFAULT 1,
     ADD COLUMN start_time_ms int8    NOT NULL DEFAULT 0,
     ADD COLUMN base_rate     int4    NOT NULL DEFAULT 0,
     ADD COLUMN bet_delay_ms  int4    NOT NULL DEFAULT 0,
     ADD COLUMN ladder        json    NOT NULL DEFAULT '{"kind":"CLASSIC"}'`,
  `ALTER TABLE runners
     ADD COLUMN reduction_factor int4 NOT NULL DEFAULT 0,
     ADD COLUMN result           text CHECK (result IN ('WINNER', 'PLACED', 'LOSER'))`,
];

const DOWN = [
  `ALTER TABLE runners DROP COLUMN reduction_factor, DROP COLUMN result`,
  `ALTER TABLE markets
     DROP COLUMN in_play, DROP COLUMN version, DROP COLUMN fixture, DROP COLUMN currency, DROP COLUMN kind, DROP COLUMN winners,
     DROP COLUMN start_time_ms, DROP COLUMN base_rate, DROP COLUMN bet_delay_ms, DROP COLUMN ladder`,
];

/**
 * Everything that the feed says of a market. Of markets that were there before, it is not known here: `npm run rebuild` makes
 * their rows anew from the log.
 */
export class AddMarketDefinition1790000006000 implements MigrationInterface {
  readonly name = 'AddMarketDefinition1790000006000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
