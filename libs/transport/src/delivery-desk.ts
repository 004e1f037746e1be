import type { ConsumerHealth } from './consumer-health.js';
import type { DeadLetter } from './dead-letters.js';
import { type DeliveryBatch, halvesOf, isDivisible } from './delivery-batch.js';
import { messageOf } from './errors.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { FailurePolicy } from './failure-policy.js';
import type { LetterBook } from './letter-book.js';
import { formatId } from './redis-streams.entry.js';
import type { Timers } from './timers.js';

/** What came of one attempt. */
export type DeliveryStep =
  | { readonly kind: 'applied'; readonly batch: DeliveryBatch }
  /** The same again, after the delay. */
  | { readonly kind: 'wait'; readonly delayMs: number }
  /** There is more to do at once. */
  | { readonly kind: 'again' }
  | { readonly kind: 'halt' }
  | { readonly kind: 'reopen' };

/** A batch that is being handed over, with what it has been through. */
interface Hand {
  readonly batch: DeliveryBatch;
  /** Failed attempts in a row, with exactly these events. */
  attempt: number;
  /** Those that count against them; a part of a batch that failed begins with what the whole one had. */
  countedAttempt: number;
  /** Failed attempts in which these events took part. */
  attemptsInAll: number;
  firstFailedAtMs: number | undefined;
  /** Given up with this error: the letter is to be written. */
  verdict: unknown;
  /** A letter stands for the events: only the position is handed over. */
  isDead: boolean;
}

/**
 * Hands batches over, one attempt at a time, and takes apart those that hold a sequence that cannot be handled.
 *
 * A batch that is to be skipped is cut in halves, front half first, down to a single sequence: everything in front of the
 * culprit is applied before it, everything behind it afterwards. The culprit is written to the dead letters first, then
 * handed over without its events, so that the handler's checkpoint moves past it, then acknowledged.
 */
export class DeliveryDesk {
  /** The last one is next. */
  private hands: Hand[] = [];

  constructor(
    private readonly parts: {
      readonly dispatcher: EventDispatcher;
      readonly policy: FailurePolicy;
      readonly book: LetterBook;
      readonly health: ConsumerHealth;
      readonly timers: Timers;
    },
  ) {}

  get isEmpty(): boolean {
    return this.hands.length === 0;
  }

  take(batch: DeliveryBatch): void {
    this.hands.push(handOf(batch));
  }

  /** Drops what is in hand; it was not acknowledged. */
  clear(): void {
    this.hands = [];
  }

  /**
   * One attempt with what is next.
   *
   * @throws what the dead letters or the policy throw: nothing has changed then, call it again
   */
  async step(): Promise<DeliveryStep> {
    const hand = this.hands.at(-1);
    if (hand === undefined) return { kind: 'again' };
    if (hand.verdict !== undefined) await this.bury(hand);
    else if (!hand.isDead && this.parts.book.concerns(hand.batch)) {
      if (isDivisible(hand.batch)) return this.split(hand);
      hand.isDead = true;
    }
    return this.attempt(hand);
  }

  private async attempt(hand: Hand): Promise<DeliveryStep> {
    const { batch } = hand;
    const deliveryCount = batch.delivery.deliveryCount + hand.attemptsInAll;
    const delivery = { ...batch.delivery, deliveryCount, ...(hand.isDead && { isDead: true }) };
    try {
      await this.parts.dispatcher.dispatch({ ...batch, delivery, ...(hand.isDead && { events: [] }) });
    } catch (error) {
      return this.afterFailure(hand, error);
    }
    this.hands.pop();
    this.parts.book.passed(batch);
    this.parts.health.attemptSucceeded();
    return { kind: 'applied', batch };
  }

  private afterFailure(hand: Hand, error: unknown): DeliveryStep {
    hand.attempt += 1;
    hand.attemptsInAll += 1;
    hand.firstFailedAtMs ??= this.parts.timers.dateMs();
    this.parts.health.attemptFailed(error, hand.attemptsInAll);
    const { delivery } = hand.batch;
    const countedAttempt = hand.countedAttempt + 1;
    const decision = this.parts.policy.decide({ error, delivery, attempt: hand.attempt, countedAttempt });
    if (decision.action === 'retry') {
      if (decision.isPassing !== true) hand.countedAttempt = countedAttempt;
      return { kind: 'wait', delayMs: decision.delayMs };
    }
    if (decision.action === 'reopen') return { kind: 'reopen' };
    const isNarrowed = decision.action === 'skip' || decision.isNarrowed === true;
    if (isNarrowed && isDivisible(hand.batch) && !hand.isDead) return this.split(hand);
    // A handler that fails without any event cannot be got past by leaving out events.
    if (decision.action === 'halt' || hand.isDead) return { kind: 'halt' };
    hand.verdict = error;
    return { kind: 'again' };
  }

  private split(hand: Hand): DeliveryStep {
    const [front, back] = halvesOf(hand.batch, (range) => this.parts.dispatcher.decode(range));
    this.hands.pop();
    this.hands.push(partOf(hand, back), partOf(hand, front));
    return { kind: 'again' };
  }

  /** Only when the letter is durable may the consumer go past. */
  private async bury(hand: Hand): Promise<void> {
    const letter = this.letterOf(hand);
    await this.parts.book.add(letter);
    hand.verdict = undefined;
    hand.isDead = true;
    this.parts.health.deadLettered(letter);
  }

  private letterOf({ batch, verdict, attemptsInAll, firstFailedAtMs }: Hand): DeadLetter {
    const { stream, group, consumer, epoch, firstSequence, lastSequence } = batch.delivery;
    const nowMs = this.parts.timers.dateMs();
    const range = batch.ranges[0]!;
    return {
      id: formatId({ epoch, sequence: lastSequence }),
      stream,
      group,
      consumer,
      epoch,
      firstSequence,
      lastSequence,
      firstFailedAtMs: firstFailedAtMs ?? nowMs,
      givenUpAtMs: nowMs,
      attempts: attemptsInAll,
      error: { name: verdict instanceof Error ? verdict.name : 'Error', message: messageOf(verdict) },
      payload: this.parts.dispatcher.payloadOf(range, batch.events),
    };
  }
}

function handOf(batch: DeliveryBatch): Hand {
  const none = { attempt: 0, countedAttempt: 0, attemptsInAll: 0 };
  return { batch, ...none, firstFailedAtMs: undefined, verdict: undefined, isDead: false };
}

/** A sequence that stands alone gets all its attempts anew: it may have failed for its neighbours until now. */
function partOf({ countedAttempt, attemptsInAll, firstFailedAtMs }: Hand, batch: DeliveryBatch): Hand {
  const counted = isDivisible(batch) ? countedAttempt : 0;
  return { ...handOf(batch), countedAttempt: counted, attemptsInAll, firstFailedAtMs };
}
