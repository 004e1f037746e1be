import { Injectable } from '@nestjs/common';
import { Side, type DepthLevel, type MarketStatus, type MarketView } from '@backlay/matcher';
import { ProblemError } from '../http/problem.js';
import { marketStatusName } from '../market/market-answer.js';
import { MarketReader } from '../market/market-reader.js';
import { Exchange } from '../matching/exchange.js';
import { formatHundredths } from '../money/decimal.js';
import { Sequencer } from '../sequencer/sequencer.js';

/** All orders of one side at one price. */
export interface LevelBody {
  readonly price: string;
  readonly size: string;
  /** How many orders. */
  readonly orders: number;
}

export interface RunnerBookBody {
  readonly runnerId: number;
  /** Resting LAY orders, highest price first: what a BACK would meet. */
  readonly availableToBack: readonly LevelBody[];
  /** Resting BACK orders, lowest price first: what a LAY would meet. */
  readonly availableToLay: readonly LevelBody[];
}

/** The books of a market, or of one of its runners, after the command `sequence`. */
export interface BookBody {
  readonly marketId: number;
  readonly name: string;
  readonly status: keyof typeof MarketStatus;
  readonly sequence: number;
  readonly runners: readonly RunnerBookBody[];
}

/** Looks books up. What it gives may be shown only through `Sequencer.read`. */
@Injectable()
export class BookReader {
  constructor(
    private readonly exchange: Exchange,
    private readonly markets: MarketReader,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * @param levelsMax levels of each side; Infinity for all
   * @throws ProblemError `MARKET_UNKNOWN`
   */
  ofMarket(marketId: number, levelsMax: number): BookBody {
    const market = this.markets.view(marketId);
    return this.book(
      market,
      market.runners.map(({ runnerId }) => this.runnerBook(market, runnerId, levelsMax)),
    );
  }

  /** @throws ProblemError `MARKET_UNKNOWN`, `RUNNER_UNKNOWN` */
  ofRunner(marketId: number, runnerId: number, levelsMax: number): BookBody {
    const market = this.markets.view(marketId);
    if (!market.runners.some((runner) => runner.runnerId === runnerId)) {
      throw new ProblemError('RUNNER_UNKNOWN', `Market ${marketId} has no runner ${runnerId}.`);
    }
    return this.book(market, [this.runnerBook(market, runnerId, levelsMax)]);
  }

  private book(market: MarketView, runners: readonly RunnerBookBody[]): BookBody {
    const { marketId, name, status } = market;
    return {
      marketId,
      name,
      status: marketStatusName(status),
      sequence: this.sequencer.lastSequence,
      runners,
    };
  }

  private runnerBook({ marketId }: MarketView, runnerId: number, levelsMax: number): RunnerBookBody {
    const levels = (side: Side) =>
      this.exchange.matcher.depth(marketId, runnerId, side, levelsMax).map(levelBody);
    return { runnerId, availableToBack: levels(Side.LAY), availableToLay: levels(Side.BACK) };
  }
}

function levelBody({ price, size, orderCount }: DepthLevel): LevelBody {
  return { price: formatHundredths(price), size: formatHundredths(size), orders: orderCount };
}
