import { TickLadder } from '@backlay/client';
import type { Side } from '../exchange/ladder.js';
import type { FairPrices } from './fair-prices.js';
import type { Random } from './random.js';

/** What the simulation does next. Which resting order is meant is a draw, resolved against those there are. */
export type Decision =
  | {
      readonly kind: 'PLACE';
      readonly accountId: string;
      readonly runnerId: number;
      readonly side: Side;
      readonly price: number;
      readonly size: number;
    }
  | { readonly kind: 'CANCEL'; readonly draw: number }
  | { readonly kind: 'REPLACE'; readonly draw: number; readonly ticks: number };

/** Shares of the decisions: the mix of a betting exchange in play. The rest are takers. */
const MAKER_SHARE = 0.5;
const CANCEL_SHARE = 0.3;
const REPLACE_SHARE = 0.08;

const LADDER = TickLadder.CLASSIC;

const MAKER_ACCOUNTS = 40;
const TAKER_ACCOUNTS = 200;

const accountsOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

/** Every account that a decision can name. */
export const TRADER_ACCOUNTS: readonly string[] = [
  ...accountsOf('maker', MAKER_ACCOUNTS),
  ...accountsOf('taker', TAKER_ACCOUNTS),
];

/** Makers quote up to so many ticks from the fair price. */
const MAKER_TICKS_MAX = 8;
/** Takers accept up to so many ticks beyond it. */
const TAKER_TICKS_MAX = 3;
const REPLACE_TICKS_MAX = 3;

/** In minor units: from 2.00 to 50.00. */
const SIZE_MIN = 200;
const SIZE_MAX = 5_000;

/**
 * Decides what the traders do: market makers around a fair price, takers that cross it, cancels and
 * replaces. The decisions depend on the random numbers and the prices, and on nothing else.
 */
export class Traders {
  constructor(
    private readonly random: Random,
    private readonly prices: FairPrices,
  ) {}

  next(): Decision {
    this.prices.wander();
    const draw = this.random.next();
    if (draw < MAKER_SHARE) return this.quote();
    if (draw < MAKER_SHARE + CANCEL_SHARE) return { kind: 'CANCEL', draw: this.random.next() };
    if (draw < MAKER_SHARE + CANCEL_SHARE + REPLACE_SHARE) return this.replace();
    return this.take();
  }

  /** A maker asks for better than fair: it backs above and lays below the fair price. */
  private quote(): Decision {
    const [runnerId, fair] = this.prices.pick();
    const side = this.side();
    const away = this.random.whole(1, MAKER_TICKS_MAX);
    const price = LADDER.priceAt(side === 'BACK' ? fair + away : fair - away);
    return this.place({ runnerId, side, price, accountId: `maker-${this.random.whole(1, MAKER_ACCOUNTS)}` });
  }

  /** A taker accepts worse than fair. */
  private take(): Decision {
    const [runnerId, fair] = this.prices.pick();
    const side = this.side();
    const beyond = this.random.whole(1, TAKER_TICKS_MAX);
    const price = LADDER.priceAt(side === 'BACK' ? fair - beyond : fair + beyond);
    return this.place({ runnerId, side, price, accountId: `taker-${this.random.whole(1, TAKER_ACCOUNTS)}` });
  }

  private replace(): Decision {
    const ticks = this.random.whole(1, REPLACE_TICKS_MAX) * (this.random.next() < 0.5 ? -1 : 1);
    return { kind: 'REPLACE', draw: this.random.next(), ticks };
  }

  private place(order: { runnerId: number; side: Side; price: number; accountId: string }): Decision {
    return { kind: 'PLACE', ...order, size: this.random.whole(SIZE_MIN, SIZE_MAX) };
  }

  private side(): Side {
    return this.random.next() < 0.5 ? 'BACK' : 'LAY';
  }
}
