import type { EventBuffer } from './event-buffer.js';
import { EVENT_LAYOUT } from './event-layout.js';
import { EventKind } from './event.js';

const {
  EVENT_KIND,
  EVENT_MARKET,
  EVENT_RUNNER,
  EVENT_SIDE,
  EVENT_PRICE,
  EVENT_SIZE,
  EVENT_ACCOUNT,
  EVENT_REMAINING,
  EVENT_OTHER_ACCOUNT,
  EVENT_OTHER_REMAINING,
  EVENT_REASON,
  EVENT_WORDS,
} = EVENT_LAYOUT;
/** The words of the two order ids: each is a double. */
const ORDER = 2 * EVENT_LAYOUT.EVENT_ORDER_F64;
const SEQUENCE = 2 * EVENT_LAYOUT.EVENT_SEQUENCE_F64;
const OTHER_ORDER = 2 * EVENT_LAYOUT.EVENT_OTHER_ORDER_F64;

const { OrderPlaced, OrderMatched, OrderCancelled, OrderLapsed } = EventKind;

/** What a chain is before the first command. */
export const CHAIN_START = 0x243f6a88;

/**
 * The next link of a running 32-bit digest over everything that has ever happened: the chain so far, one command's
 * outcome (its reject reason and the events it left in a buffer that was cleared before it) and nothing else. Two
 * histories that differ anywhere have different chains from there on, up to chance (1 in 2^32); it is no protection
 * against someone who wants to make two histories collide. Costs a few nanoseconds per event.
 *
 * Only the words that a kind of event has are read: the others hold what an earlier event left there.
 */
export function nextChain(chain: number, reason: number, events: EventBuffer): number {
  const { words, count } = events;
  let digest = mixed(chain, reason);
  for (let index = 0, event = 0; index < count; index++, event += EVENT_WORDS) {
    const kind: EventKind = words[event + EVENT_KIND]!;
    digest = mixed(digest, kind);
    digest = mixed(digest, words[event + EVENT_MARKET]!);
    if (kind < OrderPlaced) continue;
    if (kind > OrderLapsed) {
      // The rarer kinds have 0 in the words that they do not use.
      for (let word = EVENT_RUNNER; word < SEQUENCE; word++) digest = mixed(digest, words[event + word]!);
      continue;
    }
    digest = mixed(digest, words[event + EVENT_RUNNER]!);
    digest = mixed(digest, words[event + EVENT_SIDE]!);
    digest = mixed(digest, words[event + EVENT_PRICE]!);
    digest = mixed(digest, words[event + EVENT_SIZE]!);
    digest = mixed(digest, words[event + EVENT_ACCOUNT]!);
    digest = mixed(digest, words[event + ORDER]!);
    digest = mixed(digest, words[event + ORDER + 1]!);
    if (kind === OrderPlaced || kind === OrderMatched) {
      digest = mixed(digest, words[event + OTHER_ORDER]!);
      digest = mixed(digest, words[event + OTHER_ORDER + 1]!);
    }
    if (kind === OrderMatched) {
      digest = mixed(digest, words[event + EVENT_OTHER_ACCOUNT]!);
      digest = mixed(digest, words[event + EVENT_OTHER_REMAINING]!);
    }
    if (kind === OrderMatched || kind === OrderCancelled)
      digest = mixed(digest, words[event + EVENT_REMAINING]!);
    if (kind === OrderCancelled || kind === OrderLapsed) digest = mixed(digest, words[event + EVENT_REASON]!);
  }
  return digest >>> 0;
}

/** Every bit of the word reaches the high bits by the product, and the low ones by the shift behind it. */
function mixed(digest: number, word: number): number {
  const product = Math.imul(digest ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}
