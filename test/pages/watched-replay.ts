import { join } from 'node:path';
import { KEYS_FILE_NAME } from '@backlay/service';
import type { Browser } from 'playwright-core';
import { EngineClient } from '../../tools/exchange/engine-client.js';
import { ExchangeClients } from '../../tools/exchange/exchange-clients.js';
import { openKeys, untilKnown } from '../../tools/exchange/request-keys.js';
import type { MarketReplay } from '../../tools/replay/market-replay.js';
import { surveyRecording } from '../../tools/replay/recorded-life.js';
import { readRecording, type RecordedLine } from '../../tools/replay/recording-reader.js';
import { REPLAY_ACCOUNTS, ReplayAccounts } from '../../tools/replay/replay-accounts.js';
import { replayFile } from '../../tools/replay/replay-file.js';
import { countInequalities } from '../../tools/replay/replay-report.js';
import { Random } from '../../tools/simulate/random.js';
import { openPage } from '../support/browser.js';
import type { SpecExchange } from '../support/exchange.js';
import { FeedWatch } from './feed-watch.js';
import { goToMarket } from './go-to-market.js';
import { expectedGrid, readGrid, type ShownRunner } from './shown-grid.js';
import { signIn } from './sign-in.js';

export interface WatchedOptions {
  /** A recording of one market. */
  readonly file: string;
  /** Number of random moments; Infinity is every message after which the market is open. */
  readonly moments: number;
  /** Times real time. */
  readonly speed: number;
  readonly seed: number;
}

/** The grid at a moment. */
export interface GridComparison {
  /** Of the message before the moment. */
  readonly line: number;
  readonly shown: readonly ShownRunner[];
  readonly recorded: readonly ShownRunner[];
}

/** What was seen of a replay. */
export interface Watched {
  readonly comparisons: readonly GridComparison[];
  /** Ladders of the engine that were not the recorded ones. */
  readonly inequalities: number;
  /** What went wrong in the page. */
  readonly faults: readonly string[];
}

/** Replays a recording as `npm run replay` does, while a trader's page shows its grid. */
export class WatchedReplay {
  constructor(
    private readonly exchange: SpecExchange,
    private readonly browser: Browser,
  ) {}

  async run({ file, moments, speed, seed }: WatchedOptions): Promise<Watched> {
    const { exchange } = this;
    const keysFile = join(exchange.environment['DATA_DIR'] ?? '', KEYS_FILE_NAME);
    const keys = openKeys({ keysFile, accountIds: REPLAY_ACCOUNTS, label: 'replay' });
    const clients = new ExchangeClients({ engine: exchange.url('engine') }, keys);
    const pagesUrl = `${exchange.url('analytics')}/`;
    const open = await openPage(this.browser, pagesUrl);
    try {
      const { page } = open;
      const feed = new FeedWatch(page);
      await signIn(page, pagesUrl, exchange.keys.trader('bob'));
      await untilKnown('engine', { url: exchange.url('engine'), path: '/v1/engine' }, keys);
      await ReplayAccounts.prepare(clients.operator);
      const pending = chosen(await openLines(file), moments, new Random(seed));
      const comparisons: GridComparison[] = [];
      let isShown = false;
      const result = await replayFile(file, {
        engine: new EngineClient(clients),
        speed,
        survey: await surveyRecording(file),
        betDelay: 'NONE',
        afterMessage: async ({ line, markets: [market] }) => {
          if (market?.marketId === undefined) return;
          if (!isShown) await goToMarket(page, market.marketId);
          isShown = true;
          if (!pending.has(line)) return;
          await feed.untilDrawn(clients.lastSequence);
          comparisons.push({ line, shown: await readGrid(page), recorded: gridOf(market) });
        },
      });
      return { comparisons, inequalities: countInequalities(result), faults: open.faults };
    } finally {
      await open.close();
      await clients.close();
      keys.close();
    }
  }
}

function gridOf(market: MarketReplay): readonly ShownRunner[] {
  if (!market.isComparable) throw new Error(`market ${market.name} is not open`);
  return expectedGrid(market);
}

/**
 * Lines of the messages after which the market is open and everything is said that is said of that time: what the turn in-play takes
 * off the books comes in the message after it.
 */
async function openLines(file: string): Promise<readonly number[]> {
  const lines: number[] = [];
  let isOpen = false;
  let before: RecordedLine | undefined;
  for await (const next of readRecording(file)) {
    if (before && isOpen && next.message.pt > before.message.pt) lines.push(before.line);
    for (const { marketDefinition } of next.message.mc ?? [])
      if (marketDefinition) isOpen = marketDefinition.status === 'OPEN';
    before = next;
  }
  return lines;
}

function chosen(lines: readonly number[], count: number, random: Random): ReadonlySet<number> {
  if (count >= lines.length) return new Set(lines);
  const picked = new Set<number>();
  while (picked.size < count) picked.add(random.pick(lines)!);
  return picked;
}
