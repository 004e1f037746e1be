import { same, sameAll, undecided, type Check } from './check.js';
import type { SchemaSnapshot } from './databases.js';
import type { LogSums } from './log-sums.js';

const PART = 'analytics';

/** What the tables are compared with: sums, and copies of what the log's next command would change. */
export interface AnalyticsExpectation {
  readonly totals: Readonly<Record<string, bigint | number>>;
  readonly levels: ReadonlyMap<string, number>;
  /** `size/trades` by price. */
  readonly volumes: ReadonlyMap<string, string>;
}

export function expectAnalytics({
  trades,
  standing,
  candles,
  levels,
  volumes,
}: LogSums): AnalyticsExpectation {
  const [size, priceSize] = [trades.size.value, trades.priceSize.value];
  return {
    totals: {
      'runners, trades': standing.count,
      'runners, sum of volumes': standing.size.value,
      'runners, sum of size x price': standing.priceSize.value,
      'tape, trades': trades.count,
      'tape, sum of sizes': size,
      'tape, sum of size x price': priceSize,
      'tape, sum of sequences': trades.sequences.value,
      ...Object.fromEntries(
        [...candles].flatMap(([seconds, count]) => [
          [`candles of ${seconds} s`, count],
          [`candles of ${seconds} s, sum of volumes`, size],
          [`candles of ${seconds} s, trades`, trades.count],
        ]),
      ),
    },
    levels: new Map(levels),
    volumes: new Map([...volumes].map(([key, volume]) => [key, `${volume.size}/${volume.trades}`])),
  };
}

/** Compares the tables of analytics with the sums over the log up to the checkpoint. */
export async function checkAnalytics(
  snapshot: SchemaSnapshot,
  expected: AnalyticsExpectation,
  firstSequence: number,
): Promise<Check[]> {
  if (firstSequence > 1) {
    return [undecided(PART, 'projections', `they began before the log does (sequence ${firstSequence})`)];
  }
  return [
    ...sameAll(PART, expected.totals, await totalsOf(snapshot)),
    ...(await checkLevels(snapshot, expected.levels)),
    ...(await checkVolumes(snapshot, expected.volumes)),
  ];
}

async function totalsOf(snapshot: SchemaSnapshot): Promise<Readonly<Record<string, string>>> {
  const runners = await snapshot.figures(
    `SELECT coalesce(sum(trade_count), 0) AS "runners, trades",
            coalesce(sum(volume), 0) AS "runners, sum of volumes",
            coalesce(sum(price_size), 0) AS "runners, sum of size x price" FROM runners`,
  );
  const tape = await snapshot.figures(
    `SELECT count(*) AS "tape, trades", coalesce(sum(size), 0) AS "tape, sum of sizes",
            coalesce(sum(size::int8 * price), 0) AS "tape, sum of size x price",
            coalesce(sum(sequence), 0) AS "tape, sum of sequences" FROM tape`,
  );
  const candles = await snapshot.rows<{ seconds: number; count: string; volume: string; trades: string }>(
    `SELECT s.seconds, count(c.volume), coalesce(sum(c.volume), 0) AS volume, coalesce(sum(c.trade_count), 0) AS trades
       FROM (VALUES (1), (60), (300)) s(seconds) LEFT JOIN candles c ON c.interval_seconds = s.seconds GROUP BY 1`,
  );
  const ofCandles = candles.flatMap(({ seconds, count, volume, trades }) => [
    [`candles of ${seconds} s`, count],
    [`candles of ${seconds} s, sum of volumes`, volume],
    [`candles of ${seconds} s, trades`, trades],
  ]);
  return { ...runners, ...tape, ...Object.fromEntries(ofCandles) };
}

async function checkLevels(
  snapshot: SchemaSnapshot,
  expected: AnalyticsExpectation['levels'],
): Promise<Check[]> {
  const rows = await snapshot.rows<{ key: string; value: string }>(
    `SELECT market_id || '/' || runner_id || '/' || side || '/' || price AS key, size::text AS value FROM levels`,
  );
  return compareMaps('levels', new Map([...expected].map(([key, size]) => [key, String(size)])), rows);
}

async function checkVolumes(
  snapshot: SchemaSnapshot,
  expected: AnalyticsExpectation['volumes'],
): Promise<Check[]> {
  const rows = await snapshot.rows<{ key: string; value: string }>(
    `SELECT market_id || '/' || runner_id || '/' || price AS key, size || '/' || trade_count AS value FROM volumes`,
  );
  return compareMaps('prices with volume', expected, rows);
}

function compareMaps(
  what: string,
  expected: ReadonlyMap<string, string>,
  rows: readonly { readonly key: string; readonly value: string }[],
): Check[] {
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  const keys = new Set([...expected.keys(), ...found.keys()]);
  const different = [...keys].filter((key) => expected.get(key) !== found.get(key)).sort();
  const example = different.length === 0 ? '0' : `${different.length}, such as ${different[0]}`;
  return [
    same(PART, what, { expected: expected.size, found: found.size }),
    same(PART, `${what} that differ`, { expected: '0', found: example }),
  ];
}
