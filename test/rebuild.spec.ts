import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { EngineClient } from '../tools/exchange/engine-client.js';
import { ExchangeClients } from '../tools/exchange/exchange-clients.js';
import { SpecExchange } from './support/exchange.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(180_000);

/** Between two requests of a hundred orders, ms. */
const ORDERS_INTERVAL_MS = 50;
const KILLS = 4;
/** The longest life of a rebuild that is killed, ms: within it everything from the first connection to the swap happens. */
const LIFE_MS_MAX = 1_800;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

describe('npm run rebuild on a running exchange', () => {
  let exchange: SpecExchange;
  let clients: ExchangeClients;
  let engine: EngineClient;
  let client: pg.Client;
  let marketId: number;

  function rebuild(app: 'storage' | 'analytics', ...args: string[]) {
    const main = resolve(process.cwd(), 'dist', 'apps', app, 'src', 'rebuild.js');
    const env = { PATH: process.env['PATH'], ...exchange.environment };
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const ended: Promise<Ended> = once(child, 'close').then(() => ({ code: child.exitCode, output }));
    return { child, ended };
  }

  const trade = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const order = (index: number) => ({
        accountId: `account-${index % 7}`,
        runnerId: 1 + (index % 2),
        side: index % 3 === 0 ? ('BACK' as const) : ('LAY' as const),
        price: 200 + 2 * (index % 10),
        size: 100 + index,
      });
      await engine.placeOrders(
        marketId,
        Array.from({ length: 100 }, (_, index) => order(index + round)),
      );
    }
  };
  const position = async (app: 'storage' | 'analytics'): Promise<number> => {
    const { rows } = await client.query<{ sequence: string }>(`SELECT sequence FROM ${app}.checkpoints`);
    return Number(rows[0]?.sequence);
  };
  const untilApplied = () =>
    waitFor('both apps to have everything', async () => {
      const sequences = await Promise.all([position('storage'), position('analytics')]);
      return sequences.every((sequence) => sequence === clients.lastSequence);
    });

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    client = new pg.Client({ connectionString: exchange.environment['DATABASE_URL'] });
    await client.connect();
    clients = new ExchangeClients({ engine: exchange.url('engine') }, exchange.keys);
    engine = new EngineClient(clients);
    const runners = [1, 2].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
    ({ marketId } = await engine.createMarket({ name: 'Rebuilt', runners, ladder: { kind: 'CLASSIC' } }));
    await engine.changeMarket(marketId, { kind: 'open' });
    await trade(20);
    await untilApplied();
  });
  afterAll(async () => {
    await client?.end();
    await clients?.close();
    await exchange?.stop();
  });

  it.each(['storage', 'analytics'] as const)('rebuilds %s while orders go on', async (app) => {
    const { ended } = rebuild(app);
    const end = new AbortController();
    void ended.finally(() => end.abort());
    while (!end.signal.aborted) {
      await trade(1);
      // Leaves the machine something to rebuild with.
      await delay(ORDERS_INTERVAL_MS, undefined, { signal: end.signal }).catch(() => undefined);
    }
    const { code, output } = await ended;
    expect(output).toContain(`The live tables of ${app} are what the event log makes.`);
    expect(output).toContain(`The new tables of ${app} are in place`);
    expect(code).toBe(0);
    await untilApplied();
    expect((await rebuild(app, '--check').ended).code).toBe(0);
  });

  it(`leaves the old or the new tables whole when it is killed (${KILLS} times, at any moment)`, async () => {
    for (let kill = 1; kill <= KILLS; kill++) {
      const { child, ended } = rebuild('storage');
      await Promise.race([ended, delay((LIFE_MS_MAX * kill) / KILLS)]);
      child.kill('SIGKILL');
      await ended;
      await trade(1);
      await untilApplied();
      const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM storage.events');
      expect(Number(rows[0]?.count)).toBeGreaterThan(2_000);
    }
    const { code, output } = await rebuild('storage').ended;
    expect(output).toContain('are what the event log makes');
    expect(code).toBe(0);
  });

  it('says what differs with exit code 1, and what is wrong in its use with exit code 2', async () => {
    await client.query(
      'UPDATE analytics.tape SET size = size + 1 WHERE sequence = (SELECT min(sequence) FROM analytics.tape)',
    );
    const told = await rebuild('analytics').ended;
    expect(told.output).toMatch(/ {2}tape +(\d+) +\1 {2}DIFFERENT/);
    expect(told.output).toContain('npm run rebuild -- analytics --replace');
    expect(told.code).toBe(1);
    expect((await rebuild('analytics', '--check', '--replace').ended).code).toBe(2);
    expect((await rebuild('analytics', '--replace').ended).code).toBe(0);
    expect((await rebuild('analytics', '--check').ended).code).toBe(0);
  });
});
