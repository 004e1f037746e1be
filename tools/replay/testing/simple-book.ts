import { bestFirst, isBetter, opposite, SIDES, type Ladder, type Side } from '../../exchange/ladder.js';
import type { PlannedCommand } from '../order-planner.js';
import { RestingOrders } from '../resting-orders.js';

/** The matching rule in its plainest form, for one runner: what a plan does to a book can be seen without an engine. */
export class SimpleBook {
  readonly resting = new RestingOrders();
  /** Size matched by price, in minor units. */
  readonly matched = new Map<number, number>();
  private lastOrderId = 0;

  execute(commands: readonly PlannedCommand[]): void {
    for (const command of commands) {
      if (command.kind === 'CANCEL') this.resting.reduce(command.orderId, command.size);
      else this.place(command);
    }
  }

  place({ side, price, size }: { side: Side; price: number; size: number }): void {
    const restingSide = opposite(side);
    let left = size;
    for (const level of bestFirst(restingSide, this.resting.prices(restingSide))) {
      if (left === 0 || isBetter(restingSide, price, level)) break;
      const part = Math.min(left, this.resting.sizeAt(restingSide, level));
      this.resting.takeOldest({ side: restingSide, price: level }, part);
      this.matched.set(level, (this.matched.get(level) ?? 0) + part);
      left -= part;
    }
    this.lastOrderId += 1;
    if (left > 0)
      this.resting.add({ side, price }, { orderId: this.lastOrderId, accountId: 'a', sizeRemaining: left });
  }

  ladder(): Ladder {
    const [BACK, LAY] = SIDES.map(
      (side) => new Map(this.resting.prices(side).map((price) => [price, this.resting.sizeAt(side, price)])),
    );
    return { BACK: BACK ?? new Map(), LAY: LAY ?? new Map() };
  }
}
