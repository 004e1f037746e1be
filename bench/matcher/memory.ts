import type { Matcher } from '@backlay/matcher';
import { raiseInliningBudget } from '@backlay/service';
import { collectGarbage } from './garbage.js';
import { emptyMatcher, placeResting } from './resting-orders.js';

/** What resting orders take, in bytes each, outside of V8's heap, where all arrays are. Printed by this script as JSON. */
export interface Memory {
  readonly orders: number;
  /** Of the matcher's arrays. */
  readonly arrayBytes: number;
  /** Of the whole process, resident. */
  readonly residentBytes: number;
  /** The same once the arrays have just grown, and at how many orders that is: the worst there is. */
  readonly grownOrders: number;
  readonly grownArrayBytes: number;
}

const ORDERS = 1_000_000;
/** Up to so many the arrays grow at least once. */
const GROWN_ORDERS = 1_300_000;
const STEP = 1_000;
const WARM_UP_ROUNDS = 50;
const WARM_UP_ORDERS = 2_000;

function measureMemory(): Memory {
  warmUp();
  collectGarbage();
  const before = process.memoryUsage.rss();
  const matcher = emptyMatcher();
  placeResting(matcher, 0, ORDERS);
  collectGarbage();
  const residentBytes = (process.memoryUsage.rss() - before) / ORDERS;
  const arrayBytes = matcher.arrayBytes / ORDERS;
  const grown = growOn(matcher);
  if (matcher.depth(1, 1, 0, 1).length !== 1) throw new Error('no order rests');
  return {
    orders: ORDERS,
    arrayBytes,
    residentBytes,
    grownOrders: grown.orders,
    grownArrayBytes: grown.bytes,
  };
}

/** Places more orders; tells when the arrays had most bytes for each. */
function growOn(matcher: Matcher): { readonly orders: number; readonly bytes: number } {
  let most = { orders: 0, bytes: 0 };
  for (let orders = ORDERS + STEP; orders <= GROWN_ORDERS; orders += STEP) {
    placeResting(matcher, orders - STEP, orders);
    const bytes = matcher.arrayBytes / orders;
    if (bytes > most.bytes) most = { orders, bytes };
  }
  return most;
}

/** What is compiled is not memory of orders; and the pages that few orders touch, and keep, are not many. */
function warmUp(): void {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) placeResting(emptyMatcher(), 0, WARM_UP_ORDERS);
}

raiseInliningBudget();
console.log(JSON.stringify(measureMemory()));
