import type { Matcher } from '@backlay/matcher';
import { raiseInliningBudget } from '@backlay/service';
import { collectGarbage } from './garbage.js';
import { emptyMatcher, placeResting } from './resting-orders.js';

/** What resting orders take, in bytes each, outside of V8's heap, where all arrays are. Printed by this script as JSON. */
export interface Memory {
  readonly orders: number;
  /** Of the matcher's arrays. */
  readonly arrayBytes: number;
  /** Of the whole process, resident: what the last nine tenths of them brought. */
  readonly residentBytes: number;
  /** The most that the arrays take for each order while more are placed, and at how many orders that is. */
  readonly grownOrders: number;
  readonly grownArrayBytes: number;
}

const ORDERS = 1_000_000;
/** What is compiled while these are placed is not memory of orders. */
const ORDERS_BEFORE = 100_000;
/** Up to so many it is looked at what the arrays take for each: their indexes double now and then. */
const GROWN_ORDERS = 1_300_000;
const STEP = 1_000;

function measureMemory(): Memory {
  const matcher = emptyMatcher();
  placeResting(matcher, 0, ORDERS_BEFORE);
  collectGarbage();
  const before = process.memoryUsage.rss();
  placeResting(matcher, ORDERS_BEFORE, ORDERS);
  collectGarbage();
  const residentBytes = (process.memoryUsage.rss() - before) / (ORDERS - ORDERS_BEFORE);
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

raiseInliningBudget();
console.log(JSON.stringify(measureMemory()));
