import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../error-message.js';
import type { RequestKeys } from '../exchange/request-keys.js';
import type { RunningExchange } from '../exchange/running-exchange.js';
import { checkAnalytics, expectAnalytics, type AnalyticsExpectation } from './analytics-check.js';
import { failed, same, type Check } from './check.js';
import { checkpointOf, inSnapshot, type Schema, type SchemaSnapshot } from './databases.js';
import { checkState, readEngine, type EngineState } from './engine-check.js';
import { checkEngineMoney, readEngineMoney, type EngineMoney } from './engine-money.js';
import { passOverLog, type LogPass, type LogPoint } from './log-pass.js';
import { checkMoney, expectMoney, type MoneyExpectation } from './money-check.js';
import { checkStream } from './redis-check.js';
import { checkStorage, expectStorage, type StorageExpectation } from './storage-check.js';

const WAIT_INTERVAL_MS = 100;
/** Names of the consumer groups where nothing was applied yet, and so none is known. */
const DEFAULT_GROUPS: Readonly<Record<Schema, string>> = { storage: 'storage', analytics: 'analytics' };

export interface VerificationOptions {
  readonly exchange: RunningExchange;
  /** With which the engine is asked. */
  readonly keys: RequestKeys;
  /** How long the consumers may take to reach what the engine had when it was asked, ms. */
  readonly waitMs: number;
  /** Called with what is done next. */
  readonly onStep?: (step: string) => void;
}

/** What the log says that the tables hold at their checkpoints. */
interface Expected {
  storage?: StorageExpectation;
  money?: MoneyExpectation;
  analytics?: AnalyticsExpectation;
}

type Snapshots = Readonly<Record<Schema, SchemaSnapshot>>;

/** Compares all parts of a running exchange with its log. @returns one line for each comparison */
export async function verifyExchange(options: VerificationOptions): Promise<Check[]> {
  const { exchange, onStep } = options;
  onStep?.('asking the engine');
  const { state, checks } = await readEngine(exchange.engineUrl, options.keys);
  const { databaseUrl } = exchange;
  const money = state === undefined ? undefined : await readEngineMoney(exchange.engineUrl, options.keys);
  const rest = new Comparison(options, state, money);
  if (databaseUrl === undefined) {
    const where = 'nobody says where it is: set DATABASE_URL, or name the data folder of a running npm start';
    return [...checks, ...(await rest.compare(undefined)), failed('database', 'answers', where)];
  }
  try {
    const moneySequence = isMoney(money) ? money.to : 0;
    await untilReached(databaseUrl, Math.max(state?.durableSequence ?? 0, moneySequence), options);
    const compared = await inSnapshot(databaseUrl, 'storage', (storage) =>
      inSnapshot(databaseUrl, 'analytics', (analytics) => rest.compare({ storage, analytics })),
    );
    return [...checks, ...compared];
  } catch (error) {
    return [
      ...checks,
      ...(await rest.compare(undefined)),
      failed('database', 'answers', errorMessage(error)),
    ];
  }
}

/** Waits until both consumers have what the engine had, or the time is over. */
async function untilReached(
  databaseUrl: string,
  sequence: number,
  { waitMs, onStep }: VerificationOptions,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  onStep?.('waiting for the consumers');
  for (;;) {
    const storage = await checkpointOf(databaseUrl, 'storage');
    const analytics = await checkpointOf(databaseUrl, 'analytics');
    if (Math.min(storage, analytics) >= sequence || performance.now() > deadline) return;
    await delay(WAIT_INTERVAL_MS);
  }
}

function isMoney(money: EngineMoney | Check | undefined): money is EngineMoney {
  return money !== undefined && 'balances' in money;
}

/** One log, read once, and everything that is compared with it. */
class Comparison {
  readonly #options: VerificationOptions;
  readonly #engine: EngineState | undefined;
  readonly #money: EngineMoney | Check | undefined;
  readonly #logDirectory: string;

  constructor(
    options: VerificationOptions,
    engine: EngineState | undefined,
    money: EngineMoney | Check | undefined,
  ) {
    this.#money = money;
    this.#options = options;
    this.#engine = engine;
    this.#logDirectory = join(options.exchange.dataFolder, 'event-log');
  }

  /** @param snapshots undefined when there is no database to compare with */
  async compare(snapshots: Snapshots | undefined): Promise<Check[]> {
    const expected: Expected = {};
    const points: LogPoint[] =
      snapshots === undefined
        ? []
        : [
            {
              sequence: sequenceOf(snapshots.storage),
              take: (sums) => {
                expected.storage = expectStorage(sums);
                expected.money = expectMoney(sums);
              },
            },
            {
              sequence: sequenceOf(snapshots.analytics),
              take: (sums) => (expected.analytics = expectAnalytics(sums)),
            },
          ];
    this.#step('reading the log');
    const { pass, checks } = await this.#readLog(points);
    if (pass === undefined) return checks;
    checks.push(...(await this.#state()), ...(await this.#stream(snapshots)));
    if (snapshots === undefined) return checks;
    this.#step('adding up the databases');
    checks.push(...this.#progress('storage', snapshots.storage, pass));
    if (expected.storage !== undefined) {
      checks.push(...(await checkStorage(snapshots.storage, expected.storage, pass.firstSequence)));
    }
    if (expected.money !== undefined) {
      checks.push(...(await checkMoney(snapshots.storage, expected.money, pass.firstSequence)));
    }
    if (isMoney(this.#money)) checks.push(...(await checkEngineMoney(snapshots.storage, this.#money)));
    else if (this.#money !== undefined) checks.push(this.#money);
    checks.push(...this.#progress('analytics', snapshots.analytics, pass));
    if (expected.analytics !== undefined) {
      checks.push(...(await checkAnalytics(snapshots.analytics, expected.analytics, pass.firstSequence)));
    }
    return checks;
  }

  async #readLog(points: readonly LogPoint[]): Promise<{ pass: LogPass | undefined; checks: Check[] }> {
    try {
      const pass = await passOverLog(this.#logDirectory, points);
      return { pass, checks: this.#logChecks(pass) };
    } catch (error) {
      return { pass: undefined, checks: [failed('log', 'records', errorMessage(error))] };
    }
  }

  /** The reader has refused everything but whole records without a gap: what is left to say is how far it came. */
  #logChecks({ firstSequence, lastSequence, sums }: LogPass): Check[] {
    const least = this.#engine?.durableSequence ?? 0;
    const records = {
      part: 'log',
      what: 'whole records without a gap',
      expected: `up to ${least} at least`,
      found: `${firstSequence} to ${lastSequence}`,
      ok: lastSequence >= least,
    };
    const counts = [...sums.eventsOfType].map(([type, count]) => `${count} ${type}`).join(', ');
    return [records, { part: 'log', what: 'events', expected: '', found: counts || 'none', ok: true }];
  }

  async #state(): Promise<Check[]> {
    if (this.#engine === undefined) return [];
    this.#step('executing the commands of the log again');
    const env = { DATA_DIR: this.#options.exchange.dataFolder, SHARD: String(this.#engine.shard) };
    return [await checkState(this.#engine, env)];
  }

  async #stream(snapshots: Snapshots | undefined): Promise<Check[]> {
    const { redisUrl } = this.#options.exchange;
    if (redisUrl === undefined) return [];
    this.#step('comparing the stream');
    const groupOf = (schema: Schema) => snapshots?.[schema].checkpoint?.consumer ?? DEFAULT_GROUPS[schema];
    return checkStream({
      redisUrl,
      shard: this.#engine?.shard ?? 0,
      logDirectory: this.#logDirectory,
      publishedSequence: this.#engine?.publisher.publishedSequence ?? undefined,
      groups: [groupOf('storage'), groupOf('analytics')],
    });
  }

  /** How far a consumer is, and what it lacks by intent. */
  #progress(schema: Schema, snapshot: SchemaSnapshot, { lastSequence }: LogPass): Check[] {
    const sequence = sequenceOf(snapshot);
    const wanted = this.#engine?.durableSequence ?? lastSequence;
    const behind = sequence < wanted ? ` (${wanted - sequence} behind)` : '';
    const ahead = sequence > lastSequence ? ' (the log does not go so far)' : '';
    const checkpoint = {
      part: schema,
      what: 'checkpoint',
      expected: `at least ${wanted}`,
      found: `${sequence}${behind}${ahead}`,
      ok: sequence >= wanted && sequence <= lastSequence,
    };
    const what = 'ranges put aside (npm run dead-letters)';
    return [checkpoint, same(schema, what, { expected: 0, found: snapshot.skipped })];
  }

  #step(step: string): void {
    this.#options.onStep?.(step);
  }
}

function sequenceOf({ checkpoint }: SchemaSnapshot): number {
  return checkpoint?.sequence ?? 0;
}
