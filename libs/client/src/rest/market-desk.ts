import type { MarketStatus } from '@backlay/contracts';
import { AccountDesk, pageQuery, type PageWanted } from './account-desk.js';
import {
  bookReader,
  marketPageReader,
  marketReader,
  runnerBookReader,
  type Book,
  type Market,
  type RunnerBook,
} from './market-answers.js';
import {
  candleReader,
  consumerPositionReader,
  pageReader,
  summaryReader,
  tapeTradeReader,
  volumeReader,
  type Candle,
  type ConsumerPosition,
  type MarketSummary,
  type Page,
  type PriceVolume,
  type TapeTrade,
} from './market-data-answers.js';
import { isoTime } from './order-requests.js';
import { queryOf } from './rest-access.js';

/** Levels of each side. */
export type Depth = number | 'full';

export interface CandlesWanted extends Omit<PageWanted, 'sort'> {
  readonly marketId: number;
  readonly runnerId: number;
  readonly interval: '1s' | '1m' | '5m';
}

export interface TapeWanted extends Pick<PageWanted, 'sort' | 'limit' | 'cursor'> {
  readonly runnerId?: number | undefined;
}

const PAGE_MARKETS = 1_000;
const candlePage = pageReader(candleReader);
const tapePage = pageReader(tapeTradeReader);

/** Markets and their data. */
export abstract class MarketDesk extends AccountDesk {
  /** All markets, or those of a status. */
  async markets(status?: MarketStatus): Promise<readonly Market[]> {
    const markets: Market[] = [];
    let after: string | undefined;
    do {
      const query = queryOf({ status, limit: PAGE_MARKETS, after });
      const page = await this.read(`/v1/markets${query}`, marketPageReader);
      markets.push(...page.markets);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return markets;
  }

  market(marketId: number): Promise<Market> {
    return this.read(`/v1/markets/${marketId}`, marketReader);
  }

  /** The books of all runners. */
  book(marketId: number, depth: Depth = 3): Promise<Book> {
    return this.read(`/v1/markets/${marketId}/book${queryOf({ depth })}`, bookReader);
  }

  runnerBook(marketId: number, runnerId: number, depth: Depth = 3): Promise<RunnerBook> {
    const path = `/v1/markets/${marketId}/runners/${runnerId}/book${queryOf({ depth })}`;
    return this.read(path, runnerBookReader);
  }

  /** A market at a glance. */
  summary(marketId: number): Promise<MarketSummary> {
    return this.readAnalytics(`/v1/markets/${marketId}/summary`, summaryReader);
  }

  /** Price history, oldest first; the last candle may still change. */
  candles({ marketId, runnerId, interval, ...wanted }: CandlesWanted): Promise<Page<Candle>> {
    const { fromMs, toMs, limit, cursor } = wanted;
    const query = queryOf({ interval, from: isoTime(fromMs), to: isoTime(toMs), limit, cursor });
    return this.readAnalytics(`/v1/markets/${marketId}/runners/${runnerId}/candles${query}`, candlePage);
  }

  /** All trades of a market, without accounts. */
  tape(marketId: number, wanted: TapeWanted = {}): Promise<Page<TapeTrade>> {
    return this.readAnalytics(`/v1/markets/${marketId}/trades${pageQuery(wanted)}`, tapePage);
  }

  /** Traded volume by price, lowest first. */
  async volume(marketId: number, runnerId: number): Promise<readonly PriceVolume[]> {
    const path = `/v1/markets/${marketId}/runners/${runnerId}/volume`;
    return (await this.readAnalytics(path, volumeReader)).prices;
  }

  /** Which events are in the answers of storage. */
  storagePosition(): Promise<ConsumerPosition> {
    return this.readStorage('/v1/position', consumerPositionReader);
  }

  /** Which events are in the answers of analytics. */
  analyticsPosition(): Promise<ConsumerPosition> {
    return this.readAnalytics('/v1/position', consumerPositionReader);
  }
}
