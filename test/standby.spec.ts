import { EventHistory } from '../libs/contracts/src/testing/event-history.js';
import { ConsumerBench } from './support/consumers.js';
import { describeWithRedis, startSpecRedis, type SpecRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

const TIMEOUT_MS = 120_000;
const LEASE_MS = 2_000;
/** The standby's polling, and its start. */
const TAKEOVER_MARGIN_MS = 1_000;
const HANDOVER_MS_MAX = 1_000;

const TRADES = `SELECT coalesce(sum(trade_count), 0)::int AS trades, coalesce(sum(size), 0)::int AS size FROM analytics.volumes`;
const LEASE = `SELECT owner, fence::int, sequence::int FROM analytics.checkpoints`;

/** What any run of these events must come to: found once, by one process that nobody disturbed. */
interface Sums {
  readonly trades: number;
  readonly size: number;
}

function sumsOf(groups: ReturnType<EventHistory['groups']>): Sums {
  const events = groups.flatMap((group) => group.events);
  const matched = events.filter((event) => event.type === 'order.matched');
  const voided = events.filter((event) => event.type === 'trade.voided');
  const sizeOf = (trades: readonly { readonly size: number }[]) =>
    trades.reduce((sum, { size }) => sum + size, 0);
  return { trades: matched.length - voided.length, size: sizeOf(matched) - sizeOf(voided) };
}

function standbySpecs(open: () => Promise<{ bench: ConsumerBench; close: () => Promise<void> }>): void {
  let bench: ConsumerBench;
  let close: () => Promise<void>;
  let history: EventHistory;
  let groups: ReturnType<EventHistory['groups']>;

  /** The next commands, in the log or the stream. */
  async function append(commands: number): Promise<number> {
    const more = history.groups(commands);
    groups.push(...more);
    await bench.append(more);
    return groups.length;
  }

  beforeEach(async () => {
    ({ bench, close } = await open());
    history = new EventHistory({ seed: 5, commands: 0 });
    groups = [];
  }, TIMEOUT_MS);

  afterEach(() => close?.(), TIMEOUT_MS);

  it(
    'goes on within the lease and a second when the active process is killed, and at once when it is stopped',
    async () => {
      const first = await bench.start('analytics', 'first');
      await bench.untilApplied(first, await append(300));
      const second = await bench.start('analytics', 'second');
      await bench.untilStatus(second, 'standby');
      expect(await bench.position(second)).toMatchObject({ consumer: 'second', holder: 'first' });
      expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);

      await bench.untilApplied(second, await append(300));
      expect(await bench.rows(LEASE)).toMatchObject([{ owner: 'first', fence: 1 }]);

      await first.kill();
      const killedAtMs = performance.now();
      await bench.untilApplied(second, await append(100));
      expect(performance.now() - killedAtMs).toBeLessThan(LEASE_MS + TAKEOVER_MARGIN_MS);
      expect(await bench.position(second)).toMatchObject({ status: 'connected', holder: 'second' });

      const third = await bench.start('analytics', 'third');
      await bench.untilStatus(third, 'standby');
      expect(await second.stop()).toBe(0);
      const stoppedAtMs = performance.now();
      await bench.untilApplied(third, await append(100));
      expect(performance.now() - stoppedAtMs).toBeLessThan(HANDOVER_MS_MAX);
      expect(await bench.rows(LEASE)).toMatchObject([{ owner: 'third', fence: 3 }]);

      const fourth = await bench.start('analytics', 'fourth');
      await bench.untilStatus(fourth, 'standby');
      expect(await fourth.stop()).toBe(0);
      expect(await bench.rows(LEASE)).toMatchObject([{ owner: 'third', fence: 3 }]);
      expect(await bench.rows(TRADES)).toEqual([sumsOf(groups)]);
    },
    TIMEOUT_MS,
  );

  it(
    'is not disturbed by an active process that stood still and comes back: that one writes nothing and stands by',
    async () => {
      const first = await bench.start('analytics', 'first');
      const second = await bench.start('analytics', 'second');
      await bench.untilStatus(second, 'standby');
      for (const [zombie, follower, owner] of [
        [first, second, 'second'],
        [second, first, 'first'],
      ] as const) {
        await bench.untilApplied(zombie, await append(200));
        // What it reads when it stands still, it may still have in hand when it comes back.
        const loading = append(400);
        zombie.signal('SIGSTOP');
        await loading;
        await bench.untilApplied(follower, await append(100));
        expect(await bench.rows(LEASE)).toMatchObject([{ owner, sequence: groups.length }]);

        zombie.signal('SIGCONT');
        await bench.untilStatus(zombie, 'standby');
        expect(await bench.rows(LEASE)).toMatchObject([{ owner, sequence: groups.length }]);
        await bench.untilApplied(zombie, await append(100));
        expect(await bench.rows(LEASE)).toMatchObject([{ owner, sequence: groups.length }]);
        expect(await bench.rows(TRADES)).toEqual([sumsOf(groups)]);
        expect((await fetch(`${zombie.url}/health/ready`)).status).toBe(200);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'leaves a second process of the same name to be told, instead of a lease that goes back and forth',
    async () => {
      const first = await bench.start('analytics', 'twin');
      await bench.untilApplied(first, await append(50));
      const second = await bench.start('analytics', 'twin');
      await bench.untilStatus(second, 'connected');
      await waitFor(
        'the first to be told',
        async () => (await fetch(`${first.url}/health/ready`)).status === 503,
      );
      const told = await fetch(`${first.url}/health/ready`);
      expect(await told.text()).toContain('another process goes by the name twin and has taken over');
      await bench.untilApplied(second, await append(50));
      // It was taken once, and not back again.
      expect(await bench.rows(LEASE)).toMatchObject([{ owner: 'twin', fence: 2 }]);
      expect(await bench.rows(TRADES)).toEqual([sumsOf(groups)]);
    },
    TIMEOUT_MS,
  );
}

describe('a standby, fed by the event log', () => {
  standbySpecs(async () => {
    const bench = await ConsumerBench.create({ CONSUMER_LEASE_MS: String(LEASE_MS) });
    return { bench, close: () => bench.destroy() };
  });

  it(
    'does not begin on tables that another group has filled, and says so in a sentence',
    async () => {
      const bench = await ConsumerBench.create();
      try {
        const app = await bench.start('analytics', 'first');
        await bench.append(new EventHistory({ seed: 6, commands: 50 }).groups());
        await bench.untilApplied(app, 50);
        await app.stop();

        const other = bench.start('analytics', 'other', { ANALYTICS_CONSUMER_GROUP: 'another' });
        await expect(other).rejects.toThrow(
          'analytics: ANALYTICS_CONSUMER_GROUP is "another", but the tables of schema analytics were filled by group ' +
            '"analytics" (shard 0): set ANALYTICS_CONSUMER_GROUP=analytics, or drop the schema to begin anew.',
        );
      } finally {
        await bench.destroy();
      }
    },
    TIMEOUT_MS,
  );
});

describeWithRedis('a standby, fed by Redis Streams', () => {
  let redis: SpecRedis;

  standbySpecs(async () => {
    redis = await startSpecRedis();
    const bench = await ConsumerBench.create({ CONSUMER_LEASE_MS: String(LEASE_MS) }, redis.url);
    const close = async () => {
      await bench.destroy();
      await redis.stop();
    };
    return { bench, close };
  });
});
