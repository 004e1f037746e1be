import type { DataSource } from 'typeorm';

/** Empties tables, also the ledger, which otherwise only grows. */
export async function emptyTables(dataSource: DataSource, tables: readonly string[]): Promise<void> {
  await dataSource.query('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_only_grow');
  await dataSource.query(`TRUNCATE ${tables.join(', ')}`);
  await dataSource.query('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_only_grow');
}
