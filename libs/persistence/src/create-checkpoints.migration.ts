import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of checkpoints, the same in every schema that has a consumer. */
export class CreateCheckpoints1790000000000 implements MigrationInterface {
  readonly name = 'CreateCheckpoints1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE checkpoints (
        consumer   text        NOT NULL,
        shard      int4        NOT NULL,
        epoch      int8        NOT NULL,
        sequence   int8        NOT NULL CHECK (sequence >= 0),
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (consumer, shard)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE checkpoints');
  }
}
