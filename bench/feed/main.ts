import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { SpecExchange } from '../../test/support/exchange.js';
import { FeedLoad } from '../../test/support/feed-load.js';
import { messageFor } from '../../tools/exchange/user-errors.js';
import { OptionError } from '../report/options.js';
import { reportRows, shown, type Row } from '../report/rows.js';
import { Counter } from './counter.js';
import { readOptions, type FeedOptions } from './options.js';
import { probe } from './probe.js';
import { aboutFeed, phaseRows, type Phase, type PhaseFigures } from './rows.js';

/*
 * How many messages a second the feed delivers, and how long an order takes to be seen there: the whole exchange as processes,
 * with a load of orders, some clients of the feed that take everything at once, and one that places orders and waits for them.
 * With REDIS_URL events travel through that Redis, else through the engine's log.
 *
 *   npm run bench:feed -- [--clients 100] [--seconds 20, of each phase]
 */
const ACCOUNTS = Array.from({ length: 8 }, (_, at) => `account-${at}`);
const MARKETS = 4;
/** Before a phase is measured. */
const WARM_UP_MS = 2_000;
const PHASES: readonly Phase[] = [
  { id: 'light', ordersPerSecond: 650, batch: 5, hasBars: false, hasReads: true },
  { id: 'heavy', ordersPerSecond: 10_000, batch: 100, hasBars: true, hasReads: false },
];

async function main(options: FeedOptions): Promise<void> {
  const redisUrl = process.env['REDIS_URL'];
  const exchange = await SpecExchange.start(redisUrl, {
    REQUESTS_PER_SECOND: '0',
    FEED_CONNECTIONS_PER_KEY_MAX: '10000',
  });
  const rows: Row[] = [];
  try {
    for (const phase of PHASES) {
      const figures = await measure(exchange, phase, options);
      const own = phaseRows(phase, figures);
      for (const { what, figure, unit } of own) console.log(`  ${what.padEnd(80)} ${shown(figure)} ${unit}`);
      rows.push(...own);
    }
  } finally {
    await exchange.stop();
  }
  const backbone = redisUrl === undefined ? "the engine's log" : 'Redis';
  if (!reportRows(rows, aboutFeed(options.clients, backbone))) process.exitCode = 1;
}

/** Each phase has markets of its own: the books of the one before do not matter. */
async function measure(
  exchange: SpecExchange,
  { ordersPerSecond, batch, hasReads }: Phase,
  { clients: clientCount, seconds }: FeedOptions,
): Promise<PhaseFigures> {
  const load = new FeedLoad(exchange, ACCOUNTS);
  await load.openMarkets(MARKETS);
  const { marketIds } = load;
  const url = exchange.url('analytics');
  const clients = Array.from({ length: clientCount }, () => new Counter(url, exchange.keys.viewer));
  await Promise.all(
    clients.map((client) =>
      client.subscribe({ op: 'subscribe', id: 'all', feed: 'markets', marketIds, depth: 3 }),
    ),
  );
  load.startAtRate(ordersPerSecond, batch);
  try {
    await delay(WARM_UP_MS);
    const sum = (of: 'messages' | 'bytes') => clients.reduce((total, client) => total + client[of], 0);
    const [messages, bytes, orders, beganMs] = [
      sum('messages'),
      sum('bytes'),
      load.placed,
      performance.now(),
    ];
    const untilMs = beganMs + seconds * 1_000;
    const probes = await probe(exchange, { marketId: marketIds[0] ?? 0, untilMs, withReads: hasReads });
    const tookS = (performance.now() - beganMs) / 1_000;
    return {
      probes,
      ordersPerSecond: (load.placed - orders) / tookS,
      messagesPerSecond: (sum('messages') - messages) / tookS,
      bytesPerSecond: (sum('bytes') - bytes) / tookS,
    };
  } finally {
    await load.stop();
    for (const client of clients) client.close();
  }
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(messageFor(error, [OptionError]));
  process.exitCode = 1;
}
