import fc from 'fast-check';
import { EventBuffer } from './event-buffer.js';
import { CHAIN_START, nextChain } from './event-digest.js';
import { EVENT_LAYOUT } from './event-layout.js';
import { EventKind } from './event.js';
import { enterArena } from './memory/arena.js';
import { RejectReason } from './reject-reason.js';
import { TestMarket } from './testing/test-market.js';

const { EVENT_WORDS } = EVENT_LAYOUT;
/** The sequence is not digested: a chain is compared command by command. */
const SEQUENCE_WORDS = [14, 15];

/** A buffer with an event of each kind. It leaves the arena when another one is made. */
function bufferOf(...kinds: EventKind[]): EventBuffer {
  const buffer = new EventBuffer();
  enterArena(buffer);
  for (const kind of kinds) buffer.append(kind, 1);
  return buffer;
}

/** The kinds of event that a market of two accounts makes, each alone in a buffer. */
function oneOfEach(): Map<EventKind, EventBuffer> {
  const market = new TestMarket();
  const buffers = new Map<EventKind, EventBuffer>();
  const take = (): void => {
    const { words, count } = market.matcher.events;
    const events = words.slice(0, count * EVENT_WORDS);
    for (let index = 0; index < count; index++) {
      const buffer = bufferOf(0 as EventKind);
      buffer.words.set(events.subarray(index * EVENT_WORDS, (index + 1) * EVENT_WORDS));
      buffers.set(buffer.kind(0), buffer);
    }
  };
  take();
  market.place('BACK 2 @ 5.0', 7);
  take();
  const resting = market.place('LAY 3 @ 5.0', 8);
  take();
  market.cancel(resting, 0.5, 8);
  take();
  market.must({ kind: 5, marketId: market.marketId });
  take();
  return buffers;
}

/** What an event says, without the sequence. */
function facts(buffer: EventBuffer): string {
  return JSON.stringify({ ...buffer.at(0), sequence: 0 });
}

describe('the chain', () => {
  it('depends on every word that an event has, and on no other', () => {
    const buffers = oneOfEach();
    const kinds = [
      EventKind.OrderPlaced,
      EventKind.OrderMatched,
      EventKind.OrderCancelled,
      EventKind.OrderLapsed,
    ];
    for (const kind of [EventKind.MarketClosed, ...kinds]) {
      const buffer = buffers.get(kind)!;
      const chain = nextChain(CHAIN_START, 0, buffer);
      const before = facts(buffer);
      for (let word = 1; word < EVENT_WORDS; word++) {
        if (SEQUENCE_WORDS.includes(word)) continue;
        buffer.words[word]! ^= 2;
        const isOther = nextChain(CHAIN_START, 0, buffer) !== chain;
        expect({ kind, word, isOther }).toEqual({ kind, word, isOther: facts(buffer) !== before });
        buffer.words[word]! ^= 2;
      }
    }
  });

  it('depends on the reason, on the number and order of events, and on all that was before', () => {
    const none = bufferOf();
    const opened = bufferOf(EventKind.MarketOpened);
    const two = bufferOf(EventKind.MarketOpened, EventKind.MarketSuspended);
    const turned = bufferOf(EventKind.MarketSuspended, EventKind.MarketOpened);
    const chains = [
      CHAIN_START,
      nextChain(CHAIN_START, RejectReason.None, none),
      nextChain(CHAIN_START, RejectReason.MARKET_UNKNOWN, none),
      nextChain(CHAIN_START, RejectReason.ORDER_UNKNOWN, none),
      nextChain(CHAIN_START, RejectReason.None, opened),
      nextChain(CHAIN_START, RejectReason.None, two),
      nextChain(CHAIN_START, RejectReason.None, turned),
      nextChain(1, RejectReason.None, opened),
    ];
    expect(new Set(chains).size).toBe(chains.length);
  });

  it('is a whole number of 32 bits, and differs for other predecessors', () => {
    const opened = bufferOf(EventKind.MarketOpened);
    const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const chain = nextChain(one, 0, opened);
        expect(chain >>> 0).toBe(chain);
        expect(nextChain(other, 0, opened) === chain).toBe(one === other);
      }),
    );
  });
});
