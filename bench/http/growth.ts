import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import { openKeys, type OpenKeys } from '../../tools/exchange/request-keys.js';
import { median, ratioOfRounds } from '../matcher/measure.js';
import { KINDS, openMarket, requestsIn, startEngine } from '../overload/engine-alone.js';
import { shown, type Row } from '../report/rows.js';
import { measure, measured, warmUp, type MeasuredServer } from './measured-server.js';
import { restOrders } from './resting-orders.js';

/*
 * What an order of a batch costs the engine's process while one thing grows: what rests, the markets, the accounts that send.
 * An engine for each point, all of them side by side and loaded in turns.
 */

/** How much there is of everything. */
interface Setting {
  /** Orders in the book that meet nothing. */
  readonly resting: number;
  readonly markets: number;
  readonly accounts: number;
}

interface Point {
  readonly name: string;
  readonly setting: Setting;
}

/** Where every curve begins: they share this engine. */
const FIRST: Setting = { resting: 1_000, markets: 1, accounts: 50 };
const TIMES = [1, 10, 100];

const CURVES: readonly { readonly id: string; readonly points: readonly Point[] }[] = (
  ['resting', 'markets', 'accounts'] as const
).map((what) => ({
  id: what,
  points: TIMES.map((times) => ({
    name: `batches of 100 over HTTP, ${(FIRST[what] * times).toLocaleString('en-GB')} ${nameOf(what)}`,
    setting: times === 1 ? FIRST : { ...FIRST, [what]: FIRST[what] * times },
  })),
}));

const BATCHES = KINDS.find(({ ordersPerRequest }) => ordersPerRequest > 1)!;

/** Microseconds of CPU for an order along each curve, beside those of its first point. */
export async function growthRows({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'backlay-http-growth-'));
  const servers = new Map<Setting, MeasuredServer>();
  try {
    const keysFile = join(folder, KEYS_FILE_NAME);
    const accountIds = accountsOf(FIRST.accounts * TIMES.at(-1)!);
    const keys = openKeys({ keysFile, accountIds, label: 'bench' });
    for (const { points } of CURVES) {
      for (const { setting } of points) {
        if (servers.has(setting)) continue;
        const started = await startEngine(join(folder, String(servers.size)), keysFile);
        // Known at once, so that it ends whatever happens.
        servers.set(
          setting,
          measured(started, () => ''),
        );
        servers.set(setting, measured(started, await prepare(started.port, setting, keys)));
      }
    }
    for (const server of servers.values()) await warmUp(server, BATCHES, seconds);
    for (let round = 0; round < rounds; round++) {
      for (const server of servers.values()) await measure(server, BATCHES, seconds);
    }
    const rows = CURVES.flatMap(({ id, points }) => rowsOf(id, points, servers));
    print(rows);
    return rows;
  } finally {
    for (const { process: child } of servers.values()) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

/** Opens the markets and lets orders rest in the first. @returns the requests that load the engine */
async function prepare(port: number, setting: Setting, keys: OpenKeys): Promise<() => string> {
  const marketIds: number[] = [];
  while (marketIds.length < setting.markets) marketIds.push(await openMarket(port, keys.operator));
  const accountIds = accountsOf(setting.accounts);
  await restOrders({ port, marketId: marketIds[0]!, count: setting.resting, accountIds, keys });
  return requestsIn(BATCHES, { marketIds, accountIds }, keys);
}

function rowsOf(id: string, points: readonly Point[], servers: ReadonlyMap<Setting, MeasuredServer>): Row[] {
  const costs = points.map(({ setting }) => servers.get(setting)!.perCpuSecond.map((orders) => 1e6 / orders));
  const [first] = points;
  const [firstCosts] = costs;
  return points.map(({ name }, at) => ({
    id: `http.growth.${id}.${at + 1}`,
    what: name,
    figure: median(costs[at]!),
    unit: 'µs of CPU per order',
    better: 'less' as const,
    tolerance: 0.4,
    ...(at > 0 && {
      beside: { what: first!.name, figure: median(firstCosts!) },
      ratio: ratioOfRounds(costs[at]!, firstCosts!),
    }),
  }));
}

function print(rows: readonly Row[]): void {
  console.log('\nMicroseconds of CPU per order while one thing grows');
  console.table(
    Object.fromEntries(
      rows.map(({ id, what, figure, ratio = 1 }) => [
        id,
        { what, 'µs per order': shown(figure), times: shown(ratio) },
      ]),
    ),
  );
}

function accountsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `a${index}`);
}

function nameOf(what: keyof Setting): string {
  return what === 'resting' ? 'resting orders' : what;
}
