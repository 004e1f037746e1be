import type { Command } from '../command.js';
import { Matcher } from '../matcher.js';
import { Side } from '../side.js';
import { RejectReason } from '../reject-reason.js';
import { checkIntegrity } from './integrity.js';
import { Prng } from './prng.js';
import { RandomCommands } from './random-commands.js';
import { ReferenceMatcher, type ReferenceOrder } from './reference-matcher.js';

const STATE_COMPARED_EVERY = 2_000;

/** Drives the matcher and its slow twin with the same random commands and throws at the first difference. */
export class ReferenceComparison {
  readonly #reference = new ReferenceMatcher();
  readonly #commands: RandomCommands;
  #matcher = new Matcher();
  #sequence = 0;
  #timeMs = 1_700_000_000_000;
  /** How often each reason was given, None included. */
  readonly reasons = new Map<RejectReason, number>();
  trades = 0;

  constructor(seed: number) {
    this.#commands = new RandomCommands(new Prng(seed));
  }

  run(count: number): void {
    for (let done = 1; done <= count; done++) {
      this.#step(this.#commands.next());
      if (done % STATE_COMPARED_EVERY === 0 || done === count) this.#compareState();
    }
  }

  #step(command: Command): void {
    const sequence = ++this.#sequence;
    this.#timeMs += sequence % 3;
    const reason = this.#matcher.execute(command, sequence, this.#timeMs);
    const wanted = this.#reference.execute(command, sequence);
    const events = this.#matcher.events.toArray();
    const told = (): string => `sequence ${sequence}, ${JSON.stringify(command)}`;
    if (reason !== wanted) {
      throw new Error(`${told()}: ${RejectReason[reason]}, the reference says ${RejectReason[wanted]}`);
    }
    expectEqual(told, events, this.#reference.events);
    if (reason !== RejectReason.None && events.length > 0) throw new Error(`${told()}: refused with events`);
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    this.trades += events.filter((event) => 'makerOrderId' in event).length;
    this.#commands.learn(events);
    this.#matcher.events.clear();
    this.#reference.events = [];
  }

  /** Compares all that can be asked of both, then goes on with a matcher restored from a snapshot. */
  #compareState(): void {
    const told = (): string => `state after sequence ${this.#sequence}`;
    checkIntegrity(this.#matcher);
    const reference = this.#reference;
    for (const market of reference.markets) {
      const { marketId, status } = market;
      if (this.#matcher.market(marketId)?.status !== status)
        throw new Error(`${told()}: status of ${marketId}`);
      const accounts = new Set([...market.books.values()].flat().map((order) => order.account));
      for (const account of accounts) {
        const ids = reference.accountOrders(account, marketId);
        expectEqual(told, this.#matcher.accountOrders(account, marketId), ids);
      }
      for (const runnerId of market.books.keys()) {
        for (const side of [Side.BACK, Side.LAY]) {
          const depth = depthOf(reference.queue(marketId, runnerId, side));
          expectEqual(told, this.#matcher.depth(marketId, runnerId, side), depth);
        }
      }
    }
    for (const order of reference.orders.values())
      expectEqual(told, this.#matcher.order(order.orderId), order);
    const hash = this.#matcher.stateHash();
    this.#matcher = Matcher.restore(this.#matcher.snapshot());
    if (this.#matcher.stateHash() !== hash)
      throw new Error(`${told()}: the restored matcher has another hash`);
  }
}

function depthOf(queue: readonly ReferenceOrder[]) {
  const prices = [...new Set(queue.map((order) => order.price))];
  return prices.map((price) => {
    const orders = queue.filter((order) => order.price === price);
    return {
      price,
      size: orders.reduce((sum, order) => sum + order.sizeRemaining, 0),
      orderCount: orders.length,
    };
  });
}

/** Deep equality of plain data with `===` on the leaves: far cheaper than a test library's, and called a lot. */
function expectEqual(told: () => string, actual: unknown, wanted: unknown): void {
  if (!isEqual(actual, wanted)) {
    throw new Error(`${told()}: ${JSON.stringify(actual)}, the reference says ${JSON.stringify(wanted)}`);
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual(a[key as keyof typeof a], b[key as keyof typeof b]));
}
