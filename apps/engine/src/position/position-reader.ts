import type { Principal } from '@backlay/service';
import { Injectable } from '@nestjs/common';
import { PriceLadder, RejectReason, Side, type CashOutQuote, type MarketView } from '@backlay/matcher';
import { AccountReader } from '../account/account-reader.js';
import { ProblemError } from '../http/problem.js';
import { rejectCode } from '../http/problem-catalog.js';
import { MarketReader } from '../market/market-reader.js';
import { Exchange } from '../matching/exchange.js';
import { descriptionOf } from '../matching/refusal-detail.js';
import { wireSide } from '../matching/wire-names.js';
import { divideHalfUp, formatHundredths, formatSigned } from '../money/decimal.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { ofRunner, positionBody, type PositionBody, type SupposedOrder } from './position-answer.js';

/** A position that a cash-out would close, or a share of it. */
export interface CashOutWish {
  readonly accountId: string;
  readonly marketId: number;
  readonly runnerId: number;
  /** Hundredths of a percent. */
  readonly share: number;
}

export interface CashOutQuoteBody {
  readonly marketId: number;
  readonly runnerId: number;
  readonly percent: string;
  /** The order that would close: at once, whole, and at `limitPrice` or better on average. */
  readonly side: 'BACK' | 'LAY';
  readonly size: string;
  /** Rounded half up. */
  readonly averagePrice: string;
  /** The legal price nearest to the average that takes it: give it back as `price`. */
  readonly limitPrice: string;
  /** What the trades on this runner would bring then: exact, four digits. */
  readonly ifWin: string;
  readonly ifLose: string;
  readonly sequence: number;
}

/** Looks up what accounts have in markets. What it gives may be shown only through `Sequencer.read`. */
@Injectable()
export class PositionReader {
  constructor(
    private readonly exchange: Exchange,
    private readonly accounts: AccountReader,
    private readonly markets: MarketReader,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * What an account has in a market; with `supposed` what it would have.
   * @throws ProblemError `ACCOUNT_UNKNOWN`, `MARKET_UNKNOWN`, `MARKET_WITHOUT_MONEY`
   */
  get(
    accountId: string,
    marketId: number,
    supposed: SupposedOrder | undefined,
    caller: Principal,
  ): PositionBody {
    const account = this.accounts.view(accountId, caller);
    const market = this.market(marketId);
    if (supposed !== undefined && !market.runners.some(({ runnerId }) => runnerId === supposed.runnerId)) {
      throw new ProblemError('RUNNER_UNKNOWN', `Market ${marketId} has no runner ${supposed.runnerId}.`);
    }
    const position = this.exchange.matcher.position(account.account, marketId);
    const { discount } = account.settings;
    const sequence = this.sequencer.lastSequence;
    return positionBody({ accountId, discount, market, position, supposed, sequence });
  }

  /** Where an account has money at stake. @throws ProblemError `ACCOUNT_UNKNOWN` */
  list(accountId: string, caller: Principal) {
    const { account } = this.accounts.view(accountId, caller);
    const positions = this.exchange.matcher
      .positions(account)
      .map(({ marketId, reserved }) => ({ marketId, reserved: formatSigned(reserved) }));
    return { accountId, positions, sequence: this.sequencer.lastSequence };
  }

  /** @throws ProblemError with the reason why it would be refused */
  quote({ accountId, marketId, runnerId, share }: CashOutWish): CashOutQuoteBody {
    const { matcher, accounts } = this.exchange;
    const account = accounts.numberOf(accountId);
    const quote = matcher.quoteCashOut({ account, marketId, runnerId, share });
    if (typeof quote !== 'object') throw refusal(quote);
    const held = matcher.position(account, marketId)?.holdings.find((entry) => entry.runnerId === runnerId);
    const sign = quote.side === Side.BACK ? 1 : -1;
    const after = ofRunner({
      runnerId,
      stake: (held?.stake ?? 0) + sign * quote.size,
      payout: (held?.payout ?? 0) + sign * quote.priceSum,
    });
    return {
      marketId,
      ...after,
      percent: formatHundredths(share),
      side: wireSide(quote.side),
      size: formatHundredths(quote.size),
      averagePrice: formatHundredths(divideHalfUp(quote.priceSum, quote.size)),
      limitPrice: formatHundredths(limitPriceOf(this.market(marketId), quote)),
      sequence: this.sequencer.lastSequence,
    };
  }

  private market(marketId: number): MarketView {
    const market = this.markets.view(marketId);
    if (market.rules === undefined) {
      throw new ProblemError('MARKET_WITHOUT_MONEY', `Market ${marketId} is one without money.`);
    }
    return market;
  }
}

/** The legal price that is just not better than the average: a LAY pays up to it, a BACK takes no less. */
function limitPriceOf(market: MarketView, { side, size, priceSum }: CashOutQuote): number {
  const ladder = PriceLadder.of(market.ladder);
  if (ladder === undefined) throw new Error(`market ${market.marketId} has no price ladder`);
  const exact = side === Side.LAY ? Math.ceil(priceSum / size) : Math.floor(priceSum / size);
  const nearest = ladder.nearest(exact);
  if (side === Side.LAY) return nearest < exact ? ladder.stepped(nearest, 1) : nearest;
  return nearest > exact ? ladder.stepped(nearest, -1) : nearest;
}

function refusal(reason: RejectReason): ProblemError {
  return new ProblemError(rejectCode(reason), descriptionOf(reason));
}
