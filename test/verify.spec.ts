import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { EngineClient } from '../tools/exchange/engine-client.js';
import { ExchangeClients } from '../tools/exchange/exchange-clients.js';
import type { Check } from '../tools/verify/check.js';
import { SpecExchange } from './support/exchange.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from './support/redis.js';

jest.setTimeout(180_000);

interface Verified {
  readonly code: number | null;
  readonly checks: readonly Check[];
  readonly output: string;
}

/** Runs the tool as `npm run verify` does. */
async function verify(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Verified> {
  const main = resolve(process.cwd(), 'dist', 'tools', 'verify', 'main.js');
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, [main, '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  await once(child, 'close');
  try {
    return { code: child.exitCode, output, ...(JSON.parse(output) as { checks: Check[] }) };
  } catch {
    throw new Error(`verify printed no JSON:\n${output}`);
  }
}

/** The lines that are not as they should be, as `part: what`. */
function wrong({ checks }: Verified): string[] {
  return checks.filter(({ ok }) => ok === false).map(({ part, what }) => `${part}: ${what}`);
}

/** Some of everything: a market that lives, orders that rest, match, are cancelled, replaced and refused. */
async function trade(engine: EngineClient): Promise<void> {
  const runners = [1, 2].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` }));
  const { marketId } = await engine.createMarket({ name: 'Verified', runners, ladder: { kind: 'CLASSIC' } });
  await engine.changeMarket(marketId, { kind: 'open' });
  for (let round = 0; round < 4; round++) {
    const orders = Array.from({ length: 100 }, (_, index) => ({
      accountId: `account-${index % 7}`,
      runnerId: 1 + (index % 2),
      side: index % 3 === 0 ? ('BACK' as const) : ('LAY' as const),
      // Every tenth is off the ladder.
      price: index % 10 === 9 ? 201 : 200 + 2 * (index % 10),
      size: 100 + index + round,
    }));
    const placed = await engine.placeOrders(marketId, orders);
    const cancels = placed.flatMap((result, index) =>
      result.outcome === 'ACCEPTED' && index % 4 === 0
        ? [{ orderId: result.order.orderId, accountId: `account-${index % 7}` }]
        : [],
    );
    await engine.cancelOrders(cancels);
  }
}

describe('npm run verify without Redis', () => {
  let exchange: SpecExchange;
  let client: pg.Client;

  beforeAll(async () => {
    // No consumer looks at its checkpoint meanwhile, which a test below changes and changes back.
    exchange = await SpecExchange.start(undefined, { CONSUMER_LEASE_MS: '600000' });
    client = new pg.Client({ connectionString: exchange.environment['DATABASE_URL'] });
    await client.connect();
    const clients = new ExchangeClients({ engine: exchange.url('engine') }, exchange.keys);
    await trade(new EngineClient(clients));
    await clients.close();
  });
  afterAll(async () => {
    await client?.end();
    await exchange?.stop();
  });

  it('finds that everything agrees, and has looked at everything', async () => {
    const verified = await verify(exchange.environment);
    expect(wrong(verified)).toEqual([]);
    expect(verified.code).toBe(0);
    const parts = verified.checks.map(({ part, what }) => `${part}: ${what}`).join('\n');
    expect(parts).toMatch(/log: whole records.*engine: phase|engine: phase.*log: whole records/s);
    expect(parts).toMatch(/engine: state at sequence \d+, replayed from the log/);
    expect(parts).toMatch(/storage: trades\n.*analytics: levels\n/s);
    const trades = verified.checks.find(({ part, what }) => part === 'storage' && what === 'trades');
    expect(Number(trades?.found)).toBeGreaterThan(50);
  });

  it('agrees with a state that moves on while it is looked at', async () => {
    const clients = new ExchangeClients({ engine: exchange.url('engine') }, exchange.keys);
    const end = new AbortController();
    const trading = (async () => {
      while (!end.signal.aborted) await trade(new EngineClient(clients));
    })();
    const verified = await verify(exchange.environment);
    end.abort();
    await trading;
    await clients.close();
    expect(wrong(verified)).toEqual([]);
  });

  it('says who does not answer, and how far a consumer is that does not keep up', async () => {
    const port = String(Number(exchange.environment['ENGINE_PORT']) + 1);
    const nobody = await verify({ ...exchange.environment, ENGINE_PORT: port });
    expect(wrong(nobody)).toContain('engine: answers');
    await client.query(
      "UPDATE analytics.checkpoints SET sequence = sequence - 1 WHERE consumer = 'analytics'",
    );
    try {
      const late = await verify(exchange.environment, '--wait', '0');
      expect(
        late.checks.find(({ part, what }) => part === 'analytics' && what === 'checkpoint')?.found,
      ).toMatch(/\(1 behind\)/);
      expect(late.code).toBe(1);
    } finally {
      await client.query(
        "UPDATE analytics.checkpoints SET sequence = sequence + 1 WHERE consumer = 'analytics'",
      );
    }
  });

  it('names every sum that is not the one of the log, and no other', async () => {
    const damages = [
      'DELETE FROM storage.trades WHERE sequence = (SELECT min(sequence) FROM storage.trades)',
      'UPDATE storage.orders SET size_matched = size_matched + 1, size = size + 1 WHERE order_id = 1',
      "DELETE FROM storage.events WHERE sequence = (SELECT min(sequence) FROM storage.events WHERE type = 'order.cancelled')",
      'UPDATE analytics.levels SET size = size + 1 WHERE ctid IN (SELECT ctid FROM analytics.levels LIMIT 1)',
      'UPDATE analytics.volumes SET size = size + 1 WHERE ctid IN (SELECT ctid FROM analytics.volumes LIMIT 1)',
      'UPDATE analytics.candles SET volume = volume + 1 WHERE interval_seconds = 60',
      'UPDATE analytics.tape SET size = size + 1 WHERE sequence = (SELECT max(sequence) FROM analytics.tape)',
    ];
    for (const damage of damages) expect((await client.query(damage)).rowCount).toBeGreaterThan(0);
    const verified = await verify(exchange.environment);
    expect(wrong(verified)).toEqual([
      'storage: events order.cancelled',
      'storage: events, sum of sequences',
      'storage: trades',
      'storage: trades, sum of sizes',
      'storage: trades, sum of size x price',
      'storage: trades, sum of sequences',
      'storage: orders, sum of sizes',
      'storage: orders, size matched',
      'analytics: tape, sum of sizes',
      'analytics: tape, sum of size x price',
      'analytics: candles of 60 s, sum of volumes',
      'analytics: levels that differ',
      'analytics: prices with volume that differ',
    ]);
    expect(verified.code).toBe(1);
  });
});

describeWithRedis('npm run verify with Redis', () => {
  let redis: SpecRedis;
  let exchange: SpecExchange;
  let client: Redis;
  const stream = 'backlay:{0}:events';

  beforeAll(async () => {
    redis = await startSpecRedis();
    exchange = await SpecExchange.start(redis.url);
    client = new Redis(redis.url);
    const clients = new ExchangeClients({ engine: exchange.url('engine') }, exchange.keys);
    await trade(new EngineClient(clients));
    await clients.close();
  });
  afterAll(async () => {
    client?.disconnect();
    await exchange?.stop();
    await redis?.stop();
  });

  it('finds that the stream has what the log has, and says what is missing when an entry is removed', async () => {
    const before = await verify(exchange.environment);
    expect(wrong(before)).toEqual([]);
    expect(before.checks.filter(({ part }) => part === 'redis').map(({ what }) => what)).toEqual([
      'entries',
      'last sequence in the stream',
      'sequences missing between entries',
      'entries that differ from the log',
      'group storage',
      'group analytics',
    ]);
    const entries = await client.xrange(stream, '-', '+');
    expect(entries.length).toBeGreaterThan(4);
    await client.xdel(stream, entries[2]?.[0] ?? '');
    const after = await verify(exchange.environment);
    expect(wrong(after)).toEqual(['redis: sequences missing between entries']);
    expect(after.code).toBe(1);
  });
});
