import { jest } from '@jest/globals';
import { databaseOptions, openDatabase } from '@backlay/persistence';
import type { DataSource } from 'typeorm';
import { createSpecDatabase, type SpecDatabase } from '../../../../test/support/postgres.js';
import { DATABASE } from './schema.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** What there was before money: the migrations of checkpoints and of the first tables. */
const FIRST_MIGRATIONS = 3;

describe('the migrations of storage', () => {
  let database: SpecDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createSpecDatabase();
    dataSource = await openDatabase(databaseOptions({ ...DATABASE, url: database.url }));
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  it('can be taken back and made again over rows of a release without money', async () => {
    for (let left = DATABASE.migrations.length; left > FIRST_MIGRATIONS; left--) {
      await dataSource.undoLastMigration();
    }
    const moment = `'2026-11-23T12:00:00Z'`;
    await dataSource.query(
      `INSERT INTO markets VALUES (0, 1, 'Winner', '{"kind":"CLASSIC"}', 'CLOSED', 1, ${moment}, 9, ${moment})`,
    );
    await dataSource.query("INSERT INTO runners VALUES (0, 1, 101, 0, 'Red')");
    await dataSource.query(
      `INSERT INTO orders VALUES (0, 7, 'alice', 1, 101, 'BACK', 250, 1000, 0, 0, 400, 600, 0, 0, NULL, 2, ${moment}, 9, ${moment})`,
    );
    const events = [
      [3, 0, 'order.cancelled', 'REQUESTED'],
      [4, 0, 'order.cancelled', 'CANCEL_ALL'],
      [9, 1, 'order.lapsed', 'MARKET_CLOSED'],
    ];
    for (const [sequence, index, type, reason] of events) {
      const payload = JSON.stringify({ type, orderId: 7, reason });
      await dataSource.query(`INSERT INTO events VALUES (0, $1, $2, $3, 1, ${moment}, $4)`, [
        sequence,
        index,
        type,
        payload,
      ]);
    }

    await dataSource.runMigrations({ transaction: 'each' });

    const orders = await dataSource.query(
      'SELECT persistence, time_in_force, release_at, cancel_reason, lapse_reason FROM orders',
    );
    expect(orders).toEqual([
      {
        persistence: 'LAPSE',
        time_in_force: 'REST',
        release_at: null,
        cancel_reason: 'CANCEL_ALL',
        lapse_reason: 'MARKET_CLOSED',
      },
    ]);
    expect(await dataSource.query('SELECT status, in_play, rules FROM markets')).toEqual([
      { status: 'CLOSED', in_play: false, rules: null },
    ]);
    expect(await dataSource.query('SELECT status, reduction_factor FROM runners')).toEqual([
      { status: 'ACTIVE', reduction_factor: null },
    ]);
  });
});
