import type {
  FeedRefusal,
  FeedRequest,
  MarketsDelta,
  MarketsImage,
  OrdersDelta,
  OrdersImage,
  ResumePoint,
} from '@backlay/contracts';
import { BackOff, type BackOffSettings } from '../back-off.js';
import { FeedClosedError, FeedRefusedError } from './errors.js';
import { REACHED_TIMEOUT_MS, SequenceWaiters } from './sequence-waiters.js';

/** What a subscription needs of the client it belongs to. */
export interface SubscriptionHost {
  /** Only while there is a connection. */
  send(request: FeedRequest): void;
  /** A name that no subscription of this client had: what is still said of an earlier one is not taken for this one. */
  nextId(): string;
  /** What is said of `id` is for the subscription from now on. */
  bind(id: string, subscription: AnySubscription): void;
  unbind(id: string): void;
  /** It is over, and does not want to be told of connections. */
  forget(subscription: AnySubscription): void;
  readonly backOff: BackOffSettings;
}

type Image = MarketsImage | OrdersImage;
type Delta = MarketsDelta | OrdersDelta;

/** What the feed says of a subscription. */
export type SubscriptionMessage = Image | Delta;

/** A subscription, whatever it is of. */
export interface AnySubscription {
  /** There is a connection. */
  opened(epoch: number): void;
  /** The connection is lost. */
  lost(): void;
  take(message: SubscriptionMessage): void;
  /** Everything up to a sequence has been sent. */
  heartbeat(sequence: number): void;
  refused(refusal: FeedRefusal): void;
  /** It is over, and why. */
  ended(reason: Error): void;
}

/** Refusals that may be none a little later. */
const PASSING_REFUSALS: readonly string[] = ['RATE_LIMITED', 'ENGINE_UNAVAILABLE'];

/**
 * A copy of something that the feed tells: filled by an image, kept up by deltas, each of which says what it builds on. When
 * one is missing, or the copy does not prove right, a new image is asked for. After a lost connection the copy
 * goes on from where it stood, if the feed is the same one still.
 */
export abstract class Subscription<I extends Image, D extends Delta> implements AnySubscription {
  /** Deltas that did not build on the copy, so that an image was asked for. */
  gaps = 0;
  /** Messages after which the copy had another checksum than the server's, or none at all, so that an image was asked for. */
  mismatches = 0;

  /** Name on the wire, while it is subscribed on the present connection. */
  #id: string | undefined;
  /** Of the feed that the copy is from. */
  #epoch = 0;
  /** Of the latest message: what the next delta builds on. */
  #messageSequence = 0;
  #sequence = 0;
  #hasCopy = false;
  #isCurrent = false;
  #end: Error | undefined;
  readonly #images = new SequenceWaiters();
  readonly #sequences = new SequenceWaiters();
  readonly #again: BackOff;
  #failedAt = -Infinity;
  #againTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(protected readonly host: SubscriptionHost) {
    this.#again = new BackOff(host.backOff);
  }

  /** The latest command that the copy contains; 0 before there is one. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether the copy is kept up now: false before the first image, without a connection, and while a new image is awaited. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /**
   * Resolves as soon as the copy is there and kept up.
   * @throws FeedRefusedError when the subscription was refused, FeedClosedError, FeedKeyError
   */
  async ready(): Promise<void> {
    if (this.#end) throw this.#end;
    if (!this.#isCurrent) await this.#images.wait(0);
  }

  /**
   * Resolves as soon as the copy contains a command: to read what was written.
   *
   * @throws FeedTimeoutError when it does not within `timeoutMs`, and what {@link ready} throws
   */
  async reached(sequence: number, timeoutMs: number = REACHED_TIMEOUT_MS): Promise<void> {
    if (this.#end) throw this.#end;
    if (!this.#isCurrent || this.#sequence < sequence) await this.#sequences.wait(sequence, timeoutMs);
  }

  /** Ends the subscription; the copy stays as it is. */
  close(): void {
    if (this.#end) return;
    this.#leave();
    this.ended(new FeedClosedError('The subscription was closed.'));
  }

  /** The request that begins it. */
  protected abstract request(id: string, since: ResumePoint | undefined): FeedRequest;
  /** @returns whether the copy proves right */
  protected abstract replace(image: I): boolean;
  /** @returns whether the copy proves right */
  protected abstract apply(delta: D): boolean;
  /** Tells the listeners what a message has changed. */
  protected abstract tell(message: I | D, isImage: boolean): void;
  /** Empties the copy, and tells the listeners. */
  protected abstract clear(): void;

  /** @internal called by the client, as all that follows */
  opened(epoch: number): void {
    const isSameFeed = this.#hasCopy && this.#epoch === epoch;
    this.#epoch = epoch;
    this.#subscribe(isSameFeed ? { sequence: this.#sequence, epoch } : undefined);
  }

  /** @internal */
  lost(): void {
    clearTimeout(this.#againTimer);
    if (this.#id !== undefined) this.host.unbind(this.#id);
    this.#id = undefined;
    this.#isCurrent = false;
  }

  /** @internal */
  take(message: SubscriptionMessage): void {
    if (message.op.endsWith('.image')) this.#takeImage(message as I);
    else this.#takeDelta(message as D);
  }

  /** @internal */
  heartbeat(sequence: number): void {
    if (this.#isCurrent && sequence > this.#sequence) this.#reach(sequence);
  }

  /** @internal */
  refused({ code, detail }: FeedRefusal): void {
    if (!PASSING_REFUSALS.includes(code)) {
      this.ended(new FeedRefusedError(code, detail));
      return;
    }
    this.lost();
    this.#subscribeIn(this.#again.next());
  }

  /** @internal */
  ended(reason: Error): void {
    this.lost();
    this.#end = reason;
    this.host.forget(this);
    this.#images.fail(reason);
    this.#sequences.fail(reason);
  }

  #takeImage(image: I): void {
    if (isProven(() => this.replace(image))) this.#accept(image, true);
    else this.#mismatch();
  }

  #takeDelta(delta: D): void {
    if (!this.#hasCopy || delta.from !== this.#messageSequence) {
      this.gaps += 1;
      this.#askAnew();
    } else if (isProven(() => this.apply(delta))) this.#accept(delta, false);
    else this.#mismatch();
  }

  #accept(message: I | D, isImage: boolean): void {
    this.#hasCopy = true;
    this.#isCurrent = true;
    this.#messageSequence = message.sequence;
    this.#sequence = message.sequence;
    this.tell(message, isImage);
    this.#images.reached(0);
    this.#sequences.reached(message.sequence);
  }

  #mismatch(): void {
    this.mismatches += 1;
    this.#askAnew();
    this.clear();
  }

  #reach(sequence: number): void {
    this.#sequence = sequence;
    this.#sequences.reached(sequence);
  }

  #subscribe(since: ResumePoint | undefined): void {
    const id = this.host.nextId();
    this.#id = id;
    this.host.bind(id, this);
    // The answer to a resumption builds on what was asked for.
    if (since) this.#messageSequence = since.sequence;
    this.host.send(this.request(id, since));
  }

  #subscribeIn(pauseMs: number): void {
    this.#againTimer = setTimeout(() => this.#subscribe(undefined), pauseMs);
  }

  /** Asks for an image: at once when it is the first in a long time, otherwise with growing pauses. */
  #askAnew(): void {
    this.#hasCopy = false;
    this.#isCurrent = false;
    this.#leave();
    const now = performance.now();
    const isRare = now - this.#failedAt > this.host.backOff.maxMs;
    this.#failedAt = now;
    if (isRare) {
      this.#again.reset();
      this.#subscribe(undefined);
    } else this.#subscribeIn(this.#again.next());
  }

  /** Takes nothing any more that is still said of it. */
  #leave(): void {
    if (this.#id === undefined) return;
    const id = this.#id;
    this.lost();
    this.host.send({ op: 'unsubscribe', id });
  }
}

/** What cannot even be applied, because it is not as the feed's messages are, proves nothing. */
function isProven(apply: () => boolean): boolean {
  try {
    return apply();
  } catch {
    return false;
  }
}
