import pg from 'pg';
import { createSpecDatabase } from './postgres.js';

describe('a database for a spec', () => {
  it('is empty, alone and gone after drop, also with a connection left open', async () => {
    const first = await createSpecDatabase();
    const second = await createSpecDatabase();
    const client = new pg.Client({ connectionString: first.url });
    // The server cuts this connection when it drops the database below.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE only_here (id int)');

    const other = new pg.Client({ connectionString: second.url });
    await other.connect();
    const { rows } = await other.query<{ count: string }>(
      "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(rows).toEqual([{ count: '0' }]);
    await first.drop();
    await expect(client.query('SELECT 1')).rejects.toThrow(/terminat|ended|not queryable/i);
    await other.end();
    await second.drop();
  });
});
