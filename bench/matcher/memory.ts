import type { Matcher } from '@backlay/matcher';
import { raiseInliningBudget } from '@backlay/service';
import { collectGarbage } from './own-process.js';
import { emptyMatcher, placeResting } from './resting-orders.js';

/**
 * What resting orders take, in bytes each, of memory outside of V8's heap, where all arrays are. Printed by this script as JSON.
 */
export interface Memory {
  readonly orders: number;
  /** Of the matcher's arrays. */
  readonly arrayBytes: number;
  /** Of the whole process, resident. */
  readonly residentBytes: number;
  /** The same once the arrays have just been doubled, and at how many orders that is: the worst there is. */
  readonly doubledOrders: number;
  readonly doubledArrayBytes: number;
}

const ORDERS = 1_000_000;
const STEP = 1_000;

function measureMemory(): Memory {
  warmUp();
  collectGarbage();
  const empty = process.memoryUsage();
  const matcher = emptyMatcher();
  placeResting(matcher, 0, ORDERS);
  collectGarbage();
  const full = process.memoryUsage();
  const doubled = growUntilDoubled(matcher);
  if (matcher.depth(1, 1, 0, 1).length !== 1) throw new Error('no order rests');
  return {
    orders: ORDERS,
    arrayBytes: (full.external - empty.external) / ORDERS,
    residentBytes: (full.rss - empty.rss) / ORDERS,
    doubledOrders: doubled.orders,
    doubledArrayBytes: (doubled.external - empty.external) / doubled.orders,
  };
}

/** Places orders until the arrays are much larger than for the orders that are there already. */
function growUntilDoubled(matcher: Matcher): { readonly orders: number; readonly external: number } {
  const before = process.memoryUsage().external;
  for (let orders = ORDERS; ; orders += STEP) {
    placeResting(matcher, orders, orders + STEP);
    if (process.memoryUsage().external < 1.5 * before) continue;
    collectGarbage();
    return { orders: orders + STEP, external: process.memoryUsage().external };
  }
}

/** What is compiled is not memory of orders. */
function warmUp(): void {
  placeResting(emptyMatcher(), 0, 100_000);
}

raiseInliningBudget();
console.log(JSON.stringify(measureMemory()));
