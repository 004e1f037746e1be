import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The lease on each checkpoint, and the sequences that a checkpoint has gone past without their rows. */
export class AddConsumerLease1790000003000 implements MigrationInterface {
  readonly name = 'AddConsumerLease1790000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE checkpoints
        ADD COLUMN owner        text,
        ADD COLUMN fence        int8 NOT NULL DEFAULT 0,
        ADD COLUMN leased_until timestamptz,
        ADD CONSTRAINT checkpoints_lease_has_an_end CHECK ((owner IS NULL) = (leased_until IS NULL))`);
    await runner.query(`
      CREATE TABLE skipped_sequences (
        consumer       text        NOT NULL,
        shard          int4        NOT NULL,
        first_sequence int8        NOT NULL,
        last_sequence  int8        NOT NULL CHECK (last_sequence >= first_sequence),
        skipped_at     timestamptz NOT NULL,
        redriven_at    timestamptz,
        PRIMARY KEY (consumer, shard, first_sequence)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE skipped_sequences');
    await runner.query(
      'ALTER TABLE checkpoints DROP COLUMN owner, DROP COLUMN fence, DROP COLUMN leased_until',
    );
  }
}
