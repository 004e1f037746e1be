import { bestFirst, isBetter, opposite, SIDES, type Ladder, type Side } from '../exchange/ladder.js';
import type { TradedDelta } from './recorded-market.js';
import { RestingOrders } from './resting-orders.js';

export interface PlannedCancel {
  readonly kind: 'CANCEL';
  readonly orderId: number;
  readonly accountId: string;
  /** In minor units; the rest of the order keeps its place. */
  readonly size: number;
  readonly isWhole: boolean;
}

export interface PlannedPlace {
  readonly kind: 'PLACE';
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  /** A maker is meant to rest, a taker to be matched at once. */
  readonly role: 'MAKER' | 'TAKER';
}

export type PlannedCommand = PlannedCancel | PlannedPlace;

export interface PlanInput {
  /** What rests in the engine now; not changed. */
  readonly resting: RestingOrders;
  /** What is to rest after the message. */
  readonly target: Ladder;
  readonly traded: readonly TradedDelta[];
}

/**
 * Turns what one message says about one runner into commands, in this order:
 * 1. cancel what fell without a trade, the newest orders first (a recording does not show the queue);
 * 2. takers for what was traded against resting orders, best price first;
 * 3. a maker and a taker for what was traded where nothing rested, after cancelling better levels in the way;
 * 4. makers for what rose, which also puts back what had to make way.
 *
 * After it the engine holds exactly the target, whatever the recording said about trades.
 */
export function planMessage({ resting, target, traded }: PlanInput): PlannedCommand[] {
  const plan = new Plan(RestingOrders.copyOf(resting), target);
  const matches = expectedMatches(resting, target, traded);
  plan.cancelFalls(matches);
  for (const side of SIDES) plan.takeResting(side, matches);
  plan.tradeUnseen(matches);
  plan.placeRises();
  return plan.commands;
}

/** The commands of a message while nothing can be placed: what fell is cancelled, what rose has to wait. */
export function planWhileSuspended({ resting, target }: Omit<PlanInput, 'traded'>): PlannedCommand[] {
  const plan = new Plan(RestingOrders.copyOf(resting), target);
  plan.cancelFalls(new Map());
  return plan.commands;
}

/** Size to be matched by price; what has been planned is taken off. */
type Matches = Map<number, number>;

/**
 * A recording counts both sides of a trade, so a trade of 10 adds 20. Where the level fell by all that was added, the
 * recording saw only one side of it.
 */
function expectedMatches(resting: RestingOrders, target: Ladder, traded: readonly TradedDelta[]): Matches {
  const matches: Matches = new Map();
  for (const { price, delta } of traded) {
    const fellByAll = SIDES.some(
      (side) => resting.sizeAt(side, price) - (target[side].get(price) ?? 0) === delta,
    );
    const size = fellByAll ? delta : Math.floor(delta / 2);
    if (size > 0) matches.set(price, (matches.get(price) ?? 0) + size);
  }
  return matches;
}

/** The commands planned so far, and the book as it will be after them. */
class Plan {
  readonly commands: PlannedCommand[] = [];

  constructor(
    private readonly book: RestingOrders,
    private readonly target: Ladder,
  ) {}

  cancelFalls(matches: Matches): void {
    for (const side of SIDES) {
      for (const price of this.book.prices(side)) {
        const fall = this.book.sizeAt(side, price) - (this.target[side].get(price) ?? 0);
        this.cancelNewest(side, price, fall - (matches.get(price) ?? 0));
      }
    }
  }

  takeResting(restingSide: Side, matches: Matches): void {
    for (const price of bestFirst(restingSide, matches.keys())) {
      const wanted = matches.get(price) ?? 0;
      const size = Math.min(wanted, this.book.sizeAt(restingSide, price));
      if (size === 0) continue;
      this.clearBetterThan(restingSide, price);
      this.place({ side: opposite(restingSide), price, size, role: 'TAKER' });
      this.book.takeOldest({ side: restingSide, price }, size);
      matches.set(price, wanted - size);
    }
  }

  tradeUnseen(matches: Matches): void {
    for (const [price, size] of matches) {
      if (size === 0) continue;
      // Nothing rests at the price itself any more: takeResting has used it up.
      for (const side of SIDES) this.clearBetterThan(side, price);
      this.place({ side: 'LAY', price, size, role: 'MAKER' });
      this.place({ side: 'BACK', price, size, role: 'TAKER' });
    }
  }

  placeRises(): void {
    for (const side of SIDES) {
      for (const [price, wanted] of this.target[side]) {
        const size = wanted - this.book.sizeAt(side, price);
        if (size > 0) this.place({ side, price, size, role: 'MAKER' });
      }
    }
  }

  private place(place: Omit<PlannedPlace, 'kind'>): void {
    this.commands.push({ kind: 'PLACE', ...place });
  }

  private clearBetterThan(side: Side, price: number): void {
    for (const other of this.book.prices(side)) {
      if (isBetter(side, other, price)) this.cancelNewest(side, other, this.book.sizeAt(side, other));
    }
  }

  private cancelNewest(side: Side, price: number, size: number): void {
    let left = size;
    for (const { orderId, accountId, sizeRemaining } of [...this.book.at(side, price)].reverse()) {
      if (left <= 0) return;
      const part = Math.min(left, sizeRemaining);
      this.commands.push({ kind: 'CANCEL', orderId, accountId, size: part, isWhole: part === sizeRemaining });
      this.book.reduce(orderId, part);
      left -= part;
    }
  }
}
