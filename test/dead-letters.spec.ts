import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { eventStreamKey, type EventGroup, type ExchangeEvent } from '@backlay/contracts';
import { FileDeadLetters, RedisDeadLetters, type DeadLetters } from '@backlay/transport';
import { ConsumerBench } from './support/consumers.js';
import { specKey } from '../libs/service/src/testing/spec-keys.js';
import { getJson, postJson } from './support/json.js';
import type { RunningApp } from './support/processes.js';
import { describeWithRedis, startSpecRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

const TIMEOUT_MS = 120_000;
const POISON_SEQUENCE = 4;
const POISON_ID = `1-${POISON_SEQUENCE}`;
const ATTEMPTS = 2;
const PRICE = 300;

const order = { accountId: 'a', marketId: 1, runnerId: 101, side: 'BACK' } as const;
const placed = (orderId: number): ExchangeEvent => ({
  ...order,
  type: 'order.placed',
  orderId,
  price: 200,
  size: 1_000,
  replacesOrderId: 0,
});
/** Of an order that nobody ever saw: storage does not find it, and it takes from a level where nothing rests. */
const POISON: ExchangeEvent = {
  ...order,
  type: 'order.cancelled',
  orderId: 99,
  price: PRICE,
  sizeCancelled: 500,
  sizeRemaining: 0,
  reason: 'REQUESTED',
};
const EVENTS: readonly ExchangeEvent[] = [
  {
    type: 'market.created',
    marketId: 1,
    name: 'Poisoned',
    runners: [{ runnerId: 101, name: 'One' }],
    ladder: { kind: 'CLASSIC' },
  },
  { type: 'market.opened', marketId: 1 },
  placed(1),
  POISON,
  placed(2),
];
const GROUPS: readonly EventGroup[] = EVENTS.map((event, index) => ({
  shard: 0,
  sequence: index + 1,
  timeMs: 1_000 * (index + 1),
  events: [event],
}));

/** What the poison takes from, and what makes it none. */
const MEND_ANALYTICS = `INSERT INTO analytics.levels VALUES (0, 1, 101, 'BACK', ${PRICE}, 800)`;
const LEVEL_AT_PRICE = `SELECT size::int FROM analytics.levels WHERE price = ${PRICE}`;
const MEND_STORAGE = `
  INSERT INTO storage.orders SELECT shard, 99, account_id, market_id, runner_id, side, ${PRICE}, 500, 0, 500, 0, 0, 0, 0, NULL, 3,
    placed_at, 3, updated_at FROM storage.orders WHERE order_id = 1`;

/** The same in every folder. */
const OPERATOR_KEY = specKey({ role: 'operator' });

interface Letter {
  readonly id: string;
  readonly lastSequence: number;
  readonly attempts: number;
  readonly error: { readonly name: string; readonly message: string };
}

interface Opened extends Letter {
  readonly events: readonly { readonly sequence: number; readonly type: string; readonly payload: object }[];
  readonly decodeError: string | null;
  readonly payload: string;
}

interface Problem {
  readonly code: string;
  readonly detail: string;
}

interface Backbone {
  readonly bench: ConsumerBench;
  readonly letters: DeadLetters;
  readonly close: () => Promise<void>;
}

const lettersOf = async (app: RunningApp) => {
  type Letters = { items: Letter[]; nextCursor: string | null };
  return (await getJson<Letters>(`${app.url}/v1/dead-letters`, OPERATOR_KEY)).items;
};
const redrive = (app: RunningApp, id = POISON_ID) =>
  postJson<{ outcome: string; events: number } & Problem>(
    `${app.url}/v1/dead-letters/${id}/redrive`,
    {},
    OPERATOR_KEY,
  );

/** The tool as `npm run dead-letters` runs it. */
function tool(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATA_DIR: folder };
  const script = resolve('dist', 'tools', 'dead-letters', 'main.js');
  return new Promise((done) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
  });
}

function deadLetterSpecs(open: () => Promise<Backbone>): void {
  let backbone: Backbone;
  let bench: ConsumerBench;

  beforeEach(async () => {
    backbone = await open();
    bench = backbone.bench;
  }, TIMEOUT_MS);

  afterEach(() => backbone?.close(), TIMEOUT_MS);

  /** With everything applied but the poison. */
  async function startAnalytics(): Promise<RunningApp> {
    const app = await bench.start('analytics', 'analytics-1');
    await bench.untilApplied(app, GROUPS.length);
    return app;
  }

  it(
    'are what analytics cannot apply: it goes on, and the letter is redriven once its cause is gone',
    async () => {
      await bench.append(GROUPS);
      const app = await startAnalytics();
      expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
      expect(await bench.rows(`SELECT size::int FROM analytics.levels WHERE price = 200`)).toEqual([
        { size: 2_000 },
      ]);

      expect(await lettersOf(app)).toEqual([
        expect.objectContaining({
          id: POISON_ID,
          firstSequence: POISON_SEQUENCE,
          lastSequence: POISON_SEQUENCE,
          group: 'analytics',
          consumer: 'analytics-1',
          error: expect.objectContaining({ message: expect.stringContaining('levels_size_check') }),
        }),
      ]);
      const opened = await getJson<Opened>(`${app.url}/v1/dead-letters/${POISON_ID}`, OPERATOR_KEY);
      expect(opened.attempts).toBeGreaterThanOrEqual(ATTEMPTS);
      expect(opened.events).toEqual([
        expect.objectContaining({ sequence: POISON_SEQUENCE, type: POISON.type, payload: POISON }),
      ]);
      expect(opened.payload).toMatch(/^[A-Za-z0-9+/]+=*$/);

      const refused = await redrive(app);
      expect(refused).toMatchObject({ status: 409, body: { code: 'REDRIVE_FAILED' } });
      expect(refused.body.detail).toContain('levels_size_check');
      expect(await lettersOf(app)).toHaveLength(1);
      const forged = await fetch(`${app.url}/v1/dead-letters/${POISON_ID}/redrive`, {
        method: 'POST',
        headers: { origin: 'http://elsewhere.example', authorization: `Bearer ${OPERATOR_KEY}` },
      });
      expect(forged.status).toBe(403);

      await bench.rows(MEND_ANALYTICS);
      expect(await redrive(app)).toMatchObject({ status: 200, body: { outcome: 'applied', events: 1 } });
      expect(await bench.rows(LEVEL_AT_PRICE)).toEqual([{ size: 300 }]);
      expect(await lettersOf(app)).toEqual([]);
      expect((await redrive(app)).status).toBe(404);
      expect((await redrive(app, 'nonsense')).status).toBe(400);
    },
    TIMEOUT_MS,
  );

  it(
    'are redriven exactly once when the app dies in the middle, or between the effect and the end of the letter',
    async () => {
      await bench.append(GROUPS);
      let app = await startAnalytics();
      await bench.rows(MEND_ANALYTICS);
      const letter = await backbone.letters.get(POISON_ID);
      if (letter === undefined) throw new Error('there is no letter');

      await bench.rows('BEGIN');
      await bench.rows('LOCK TABLE analytics.levels IN SHARE MODE');
      const answer = redrive(app).then(
        () => 'came',
        () => 'was lost',
      );
      await waitFor('the redrive to be under way', async () => {
        const blocked = await bench.rows(
          `SELECT FROM pg_locks WHERE relation = 'analytics.levels'::regclass AND NOT granted`,
        );
        return blocked.length > 0;
      });
      await app.kill();
      await bench.rows('ROLLBACK');
      expect(await answer).toBe('was lost');

      app = await startAnalytics();
      expect(await bench.rows(LEVEL_AT_PRICE)).toEqual([{ size: 800 }]);
      expect(await redrive(app)).toMatchObject({ status: 200, body: { outcome: 'applied' } });
      expect(await bench.rows(LEVEL_AT_PRICE)).toEqual([{ size: 300 }]);

      // Committed, and the letter still there: what a crash in between leaves.
      await backbone.letters.add(letter);
      expect(await redrive(app)).toMatchObject({
        status: 200,
        body: { outcome: 'already-applied', events: 0 },
      });
      expect(await bench.rows(LEVEL_AT_PRICE)).toEqual([{ size: 300 }]);
      expect(await lettersOf(app)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'are not made by storage: it halts, says where and why, and goes on when it is resumed',
    async () => {
      const storage = await bench.start('storage', 'storage-1');
      await bench.append(GROUPS);
      await bench.untilStatus(storage, 'halted');
      const expectHalted = async () => {
        expect((await bench.position(storage)).sequence).toBe(POISON_SEQUENCE - 1);
        const ready = await fetch(`${storage.url}/health/ready`);
        expect(ready.status).toBe(503);
        expect(await ready.text()).toContain(
          `halted after sequence ${POISON_SEQUENCE - 1}: 1 of 1 changed orders were never placed`,
        );
      };
      await expectHalted();
      expect(await lettersOf(storage)).toEqual([]);

      const resume = () => postJson<Problem>(`${storage.url}/v1/consumer/resume`, {}, OPERATOR_KEY);
      expect((await resume()).status).toBe(200);
      await bench.untilStatus(storage, 'halted');
      await expectHalted();

      await bench.rows(MEND_STORAGE);
      expect((await resume()).status).toBe(200);
      await bench.untilApplied(storage, GROUPS.length);
      expect(await resume()).toMatchObject({ status: 409, body: { code: 'CONSUMER_NOT_HALTED' } });
      expect((await fetch(`${storage.url}/health/ready`)).status).toBe(200);
    },
    TIMEOUT_MS,
  );

  it(
    'are listed, shown and redriven by the tool',
    async () => {
      await bench.append(GROUPS);
      const app = await startAnalytics();
      const where = ['--app', 'analytics', '--analytics', app.url];

      const listed = await tool(bench.folder, 'list', ...where);
      expect(listed.code).toBe(0);
      expect(listed.output).toMatch(/^app +id +sequence +given up +attempts +error\nanalytics +1-4 +4 /);
      expect(await tool(bench.folder, 'show', POISON_ID, ...where)).toMatchObject({
        code: 0,
        output: expect.stringContaining('"orderId":99'),
      });
      expect(await tool(bench.folder, 'show', '1-3', ...where)).toEqual({
        code: 1,
        output: 'There is no dead letter 1-3; `list` shows those there are.\n',
      });
      expect(await tool(bench.folder, 'redrive', 'all', ...where)).toMatchObject({
        code: 1,
        output: expect.stringContaining(
          'analytics 1-4: REDRIVE_FAILED: Dead letter 1-4 still cannot be applied',
        ),
      });
      await bench.rows(MEND_ANALYTICS);
      expect(await tool(bench.folder, 'redrive', 'all', ...where)).toEqual({
        code: 0,
        output: 'analytics 1-4: applied, 1 events\n',
      });
      expect(await tool(bench.folder, 'list', ...where)).toEqual({
        code: 0,
        output: 'There are no dead letters.\n',
      });
      await app.stop();
      expect(await tool(bench.folder, 'list', ...where)).toMatchObject({
        code: 1,
        output: expect.stringContaining('does not answer GET '),
      });
      expect(await tool(bench.folder, 'burn')).toMatchObject({ code: 1 });
    },
    TIMEOUT_MS,
  );
}

const ENV = { POISON_ATTEMPTS: String(ATTEMPTS), CONSUMER_LEASE_MS: '2000' };
const PLACE = { stream: eventStreamKey(0), group: 'analytics' };

describe('dead letters, fed by the event log', () => {
  deadLetterSpecs(async () => {
    const bench = await ConsumerBench.create(ENV);
    const letters = new FileDeadLetters({ directory: join(bench.folder, 'dead-letters'), ...PLACE });
    return { bench, letters, close: () => bench.destroy() };
  });
});

describeWithRedis('dead letters, fed by Redis Streams', () => {
  deadLetterSpecs(async () => {
    const redis = await startSpecRedis();
    const bench = await ConsumerBench.create(ENV, redis.url);
    const letters = new RedisDeadLetters({ redis: redis.url, ...PLACE });
    const close = async () => {
      await letters.close();
      await bench.destroy();
      await redis.stop();
    };
    return { bench, letters, close };
  });
});
