import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpecKeys } from '../../../../libs/service/src/testing/spec-keys.js';
import { startApp, type RunningApp } from '../../../../test/support/processes.js';
import { waitFor } from '../../../../test/support/wait.js';
import { order, withoutAccount } from '../testing/spec-engine.js';

const TIMEOUT_MS = 120_000;
const BATCH_ORDERS = 200;
const ACCOUNTS = 50;

let keys: SpecKeys;

async function post(app: RunningApp, path: string, body: unknown): Promise<unknown> {
  const { accountId, fields } = withoutAccount(body);
  const key = accountId === undefined ? keys.operator : keys.trader(accountId);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const init = { method: 'POST', headers, body: JSON.stringify(fields) };
  const response = await fetch(`${app.url}${path}`, init);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

interface EngineBody {
  readonly sequence: number;
  readonly stateHash: string;
  readonly snapshots: { readonly state: string; readonly sequence: number | null; readonly reason: string };
}

async function stateOf(app: RunningApp): Promise<EngineBody> {
  const response = await fetch(`${app.url}/v1/engine?stateHash=true`, {
    headers: { authorization: `Bearer ${keys.operator}` },
  });
  return (await response.json()) as EngineBody;
}

async function openMarket(app: RunningApp): Promise<void> {
  await post(app, '/v1/markets', {
    name: 'A market',
    runners: [{ runnerId: 1, name: 'One' }],
    currency: 'XXX',
  });
  await post(app, '/v1/markets/1/open', {});
}

/** Batches of orders, one after the other, so that each is a write of its own. */
async function placeBatches(app: RunningApp, count: number): Promise<void> {
  for (let batch = 0; batch < count; batch++) {
    const orders = Array.from({ length: BATCH_ORDERS }, (_, at) =>
      order({
        side: at % 2 === 0 ? 'BACK' : 'LAY',
        size: `${1 + (at % 7)}.00`,
        accountId: `account-${batch % ACCOUNTS}`,
      }),
    );
    await post(app, '/v1/orders/batch', { orders });
  }
}

async function untilSnapshotOf(app: RunningApp, sequence: number): Promise<void> {
  const isThere = async (): Promise<boolean> => ((await stateOf(app)).snapshots.sequence ?? 0) >= sequence;
  await waitFor(`a snapshot of sequence ${sequence}`, isThere, { timeoutMs: 60_000 });
}

describe('the engine and its snapshots, as a process', () => {
  let folder: string;
  let app: RunningApp | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'backlay-snapshots-'));
    keys = new SpecKeys(join(folder, 'api-keys.json'));
    void keys.operator;
    for (let account = 0; account < ACCOUNTS; account++) keys.trader(`account-${account}`);
  });
  afterEach(async () => {
    await app?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string> = {}): Promise<RunningApp> => {
    app = await startApp('engine', { DATA_DIR: folder, ...env });
    return app;
  };
  const segments = (): string[] =>
    readdirSync(join(folder, 'event-log'))
      .filter((name) => name.endsWith('.log'))
      .sort();

  it(
    'makes snapshots beside its work, and starts with the newest one after kill -9',
    async () => {
      const first = await start({ SNAPSHOT_COMMANDS: '1000', SNAPSHOTS_KEPT: '2' });
      await openMarket(first);
      for (const sequence of [1_000, 2_000, 3_000]) {
        await placeBatches(first, 5);
        await untilSnapshotOf(first, sequence);
      }
      await placeBatches(first, 1);
      const before = await stateOf(first);
      expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(2);
      await first.kill();
      const second = await start();
      // It may answer before what it printed has come through the pipe.
      const replayed = /replayed \d+ commands behind the snapshot at sequence 3\d\d\d in \d+ ms/;
      await waitFor('the line of its replay', () => replayed.test(second.output()));
      const { sequence, stateHash } = await stateOf(second);
      expect({ sequence, stateHash }).toEqual({ sequence: before.sequence, stateHash: before.stateHash });
    },
    TIMEOUT_MS,
  );

  it(
    'ends a start on a log with a bit flipped in the middle, and prints the place',
    async () => {
      const first = await start();
      await openMarket(first);
      await placeBatches(first, 3);
      await first.kill();
      const segment = join(folder, 'event-log', segments()[0] ?? '');
      const bytes = readFileSync(segment);
      const place = bytes.indexOf('account-1');
      bytes.writeUInt8(bytes.readUInt8(place) ^ 4, place);
      writeFileSync(segment, bytes);
      const refused = await start().then(
        () => 'it started',
        (error: Error) => error.message,
      );
      expect(refused).toContain(segment);
      expect(refused).toMatch(/sequence 203\b/);
      expect(refused).toMatch(/offset \d+|byte \d+/);
    },
    TIMEOUT_MS,
  );

  it(
    'removes files of the log that nobody needs any more, and says clearly what is missing without the snapshot',
    async () => {
      const env = {
        SNAPSHOT_COMMANDS: '3000',
        SNAPSHOTS_KEPT: '1',
        LOG_RETENTION: '100',
        LOG_SEGMENT_BYTES: '1048576',
      };
      const first = await start(env);
      await openMarket(first);
      const [oldest] = segments();
      for (const sequence of [3_000, 6_000, 9_000]) {
        await placeBatches(first, 16);
        await untilSnapshotOf(first, sequence);
      }
      await waitFor('the oldest file of the log to go', () => segments()[0] !== oldest);
      const before = await stateOf(first);
      await first.stop();
      const second = await start(env);
      const { sequence, stateHash } = await stateOf(second);
      expect({ sequence, stateHash }).toEqual({ sequence: before.sequence, stateHash: before.stateHash });
      await second.stop();
      rmSync(join(folder, 'snapshots'), { recursive: true });
      const begins = Number(segments()[0]?.slice(0, 16));
      await expect(start(env)).rejects.toThrow(`the log begins with sequence ${begins}`);
    },
    TIMEOUT_MS,
  );
});
