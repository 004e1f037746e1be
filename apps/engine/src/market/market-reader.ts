import { Injectable } from '@nestjs/common';
import { MarketStatus, type MarketView } from '@backlay/matcher';
import { ProblemError } from '../http/problem.js';
import { Exchange } from '../matching/exchange.js';
import { marketBody, type MarketBody } from './market-answer.js';

/** Which markets a list shows. */
export interface MarketSelection {
  readonly status: keyof typeof MarketStatus | undefined;
  readonly limit: number;
  /** The last market of the page before; 0 for the first page. */
  readonly after: number;
}

export interface MarketList {
  readonly markets: readonly MarketBody[];
  /** `after` of the next page; null at the end. */
  readonly next: string | null;
}

/** Looks markets up. What it gives may be shown only through `Sequencer.read`. */
@Injectable()
export class MarketReader {
  constructor(private readonly exchange: Exchange) {}

  /** @throws ProblemError `MARKET_UNKNOWN` */
  view(marketId: number): MarketView {
    const market = this.exchange.matcher.market(marketId);
    if (market === undefined) throw new ProblemError('MARKET_UNKNOWN', `There is no market ${marketId}.`);
    return market;
  }

  /** @throws ProblemError `MARKET_UNKNOWN` */
  get(marketId: number): MarketBody {
    return marketBody(this.view(marketId));
  }

  /** Ids are gapless, so that a page begins where its cursor says, however many markets there are. */
  list({ status, limit, after }: MarketSelection): MarketList {
    const { matcher } = this.exchange;
    const markets: MarketBody[] = [];
    for (let marketId = after + 1; marketId <= matcher.marketCount; marketId++) {
      const market = this.view(marketId);
      if (status !== undefined && market.status !== MarketStatus[status]) continue;
      if (markets.length === limit) return { markets, next: String(markets.at(-1)?.marketId ?? after) };
      markets.push(marketBody(market));
    }
    return { markets, next: null };
  }
}
