import { ConsumerHealth, type StreamConsumerListener } from './consumer-health.js';
import type { DeadLetters } from './dead-letters.js';
import { batchOf, type DeliveryBatch } from './delivery-batch.js';
import { DeliveryDesk } from './delivery-desk.js';
import {
  EventLogCorruptError,
  GapError,
  PositionAheadError,
  RefillRefusedError,
  StreamError,
  StreamSharedError,
  StreamUnavailableError,
} from './errors.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { FailurePolicy } from './failure-policy.js';
import { LetterBook } from './letter-book.js';
import { Patience } from './patience.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { RangeQueue } from './range-queue.js';
import { END_LOOKUP_INTERVAL_MS, StreamEnd } from './stream-end.js';
import type { StreamEvent, StreamPosition, StreamRange } from './stream-event.js';
import { GapMender } from './stream-gap.js';
import type { StreamState } from './stream-state.js';
import type { Timers } from './timers.js';

export interface StreamConsumerOptions {
  readonly group: string;
  readonly consumer: string;
  readonly maxEventsPerBatch: number;
  readonly lingerMs: number;
  readonly failurePolicy: FailurePolicy;
  readonly timers: Timers;
}

export interface StreamConsumerParts {
  readonly dispatcher: EventDispatcher;
  readonly listener: StreamConsumerListener;
  readonly letters: DeadLetters;
  /** Where to begin; asked at the start and after each `reopen`. */
  readonly resumeAfter: (signal: AbortSignal) => Promise<StreamPosition | undefined>;
}

/** How long the start waits for a position before it counts as standing by, in ms. */
const STANDBY_AFTER_MS = 500;
/** Delay after the backbone refused a command, growing up to the maximum, in ms. */
const TROUBLE_DELAY_MS = 100;
const TROUBLE_DELAY_MS_MAX = 1_000;

/** The loop of one stream: read, hand over, acknowledge, and never acknowledge what was not handled. */
export class StreamConsumer implements RangeSourceListener {
  private readonly stopping = new AbortController();
  /** Ends waiting when the loop is to look up: at a stop, or to reopen. */
  private attention = new AbortController();
  private readonly queue = new RangeQueue();
  private readonly health: ConsumerHealth;
  private readonly desk: DeliveryDesk;
  private readonly book: LetterBook;
  private readonly patience: Patience;
  private readonly mender: GapMender;
  private readonly end: StreamEnd;
  private running: Promise<void> | undefined;
  private position: Promise<StreamPosition | undefined> | undefined;
  private isOpen = false;
  private isReopenWanted = false;
  private unacknowledged: StreamRange[] = [];
  private troubles = 0;

  constructor(
    private readonly source: RangeSource,
    private readonly options: StreamConsumerOptions,
    private readonly parts: StreamConsumerParts,
  ) {
    const { timers, failurePolicy: policy } = options;
    const { dispatcher, listener, letters } = parts;
    this.health = new ConsumerHealth(listener, { timers, place: () => this.place() });
    this.book = new LetterBook(letters);
    this.desk = new DeliveryDesk({ dispatcher, policy, timers, book: this.book, health: this.health });
    this.patience = new Patience(timers, {
      stopping: this.stopping.signal,
      isHopeless: () => !this.health.isConnected,
    });
    const { queue, health, patience } = this;
    this.mender = new GapMender({ source, queue, health, patience, wait: (ms) => this.pauseLooking(ms) });
    this.end = new StreamEnd({
      source,
      queue,
      health,
      patience,
      timers,
      stopping: this.stopping.signal,
      isIdle: () => queue.isEmpty && this.desk.isEmpty && !this.mender.hasGap,
      onPassedBy: (gap) => this.mender.notice(gap),
    });
  }

  /**
   * Connects and begins to consume. Resolves earlier when the position takes its time: then it is standing by.
   *
   * @throws when there is no position, the backbone cannot be reached or does not fit the position
   */
  async start(): Promise<void> {
    const asked = this.askPosition();
    const answered = new AbortController();
    const isStandby = await Promise.race([
      asked.then(() => false),
      this.options.timers.delay(STANDBY_AFTER_MS, answered.signal).then(() => true),
    ]).finally(() => answered.abort());
    this.position = asked;
    if (isStandby) this.health.set({ isStandby: true });
    else await this.openFirst();
    this.running = this.run();
  }

  /** Lets the delivery in hand finish, then stops. Its acknowledgement is part of it, if the backbone answers at all. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.attention.abort();
    this.patience.end();
    await this.running;
    await this.book.close();
  }

  /** As the failure decision of that name, from outside; what is in hand is finished first. */
  reopen(): void {
    this.isReopenWanted = true;
    this.attention.abort();
  }

  state(): StreamState {
    return this.health.state();
  }

  connection(state: 'connected' | 'reconnecting' | 'disconnected'): void {
    if (this.stopping.signal.aborted || !this.isOpen) return;
    const isLost = this.health.isConnected && state !== 'connected';
    this.health.set({ connection: state });
    // Each attempt to connect again ends so, too, and has said why.
    if (isLost) this.trouble(new StreamUnavailableError('the connection was lost'));
  }

  trouble(error: unknown): void {
    if (!this.stopping.signal.aborted) this.health.troubled(error);
  }

  private place() {
    const { queue } = this;
    const endSequence = this.end.sequence;
    const { stream, shard } = this.source;
    const { group, consumer } = this.options;
    const { applied } = queue;
    const isBehindKnown = queue.isSequenced && applied !== undefined && endSequence !== undefined;
    const lag = isBehindKnown ? Math.max(0, endSequence - applied.sequence) : undefined;
    const lastSeenSequence = queue.seen?.sequence;
    return { stream, shard, group, consumer, applied, lastSeenSequence, endSequence, lag };
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted && !this.health.isHalted) {
      try {
        if (!this.isOpen) await this.open();
        await this.cycle();
        this.troubles = 0;
        this.health.untroubled();
      } catch (error) {
        if (!this.stopping.signal.aborted) await this.recover(error);
      }
    }
  }

  private async askPosition(): Promise<StreamPosition | undefined> {
    return this.parts.resumeAfter(this.stopping.signal);
  }

  private async openFirst(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      if (!(error instanceof PositionAheadError)) throw error;
      await this.closeSource();
      this.health.stopped('isAhead', error);
    }
  }

  private async open(): Promise<void> {
    const asked = this.position ?? this.askPosition();
    this.position = undefined;
    const position = await this.patience.withoutEnd(asked);
    this.attention = new AbortController();
    if (this.stopping.signal.aborted) return;
    try {
      const begin = await this.patience.with(this.source.open(position));
      this.unacknowledged = [];
      this.queue.startAfter(begin);
      await this.patience.with(this.book.openAt(begin));
    } catch (error) {
      await this.closeSource();
      throw error;
    }
    this.isOpen = true;
    this.end.expire();
    this.health.set({ isStandby: false, isAhead: false, connection: 'connected' });
  }

  private async closeSource(): Promise<void> {
    this.isOpen = false;
    await this.source.close();
  }

  /** Drops everything and begins again where `resumeAfter` says. */
  private async standBy(): Promise<void> {
    this.isReopenWanted = false;
    this.desk.clear();
    this.mender.forget();
    this.unacknowledged = [];
    await this.closeSource();
    this.health.set({ isStandby: true, isBlocked: false, failedAttempts: 0 });
  }

  private async cycle(): Promise<void> {
    if (this.isReopenWanted) return this.standBy();
    const startedAtMs = this.options.timers.nowMs();
    await this.acknowledge([]);
    if (this.desk.isEmpty) {
      const batch = await this.nextBatch();
      if (batch === undefined) return;
      this.desk.take(batch);
    }
    const step = await this.desk.step();
    if (step.kind === 'applied') await this.settle(step.batch, startedAtMs);
    else if (step.kind === 'halt') this.health.set({ isHalted: true });
    else if (step.kind === 'reopen') await this.standBy();
    else if (step.kind === 'wait') await this.pauseLooking(step.delayMs);
  }

  private async nextBatch(): Promise<DeliveryBatch | undefined> {
    if (this.queue.isEmpty) {
      if (this.mender.hasGap) {
        await this.mender.mend();
        return undefined;
      }
      await this.fill();
      await this.lookUpEnd();
    }
    return this.takeBatch();
  }

  private async settle(batch: DeliveryBatch, startedAtMs: number): Promise<void> {
    this.queue.markApplied(batch.ranges);
    this.health.caughtUp();
    await this.acknowledge(batch.ranges);
    this.parts.listener.applied(this.state());
    // Each cycle has a fixed cost downstream (a transaction, an acknowledgement). When less than a full batch was there,
    // wait a little so that the next one is larger. An idle stream pays nothing: its next event is handled at once.
    const hasMore = !this.queue.isEmpty || !this.desk.isEmpty;
    const isFull = (batch.events?.length ?? 0) >= this.options.maxEventsPerBatch || hasMore;
    if (!isFull) await this.pause(this.options.lingerMs - (this.options.timers.nowMs() - startedAtMs));
  }

  private async fill(): Promise<void> {
    const { maxEventsPerBatch } = this.options;
    const ranges = await this.patience.with(this.source.read(maxEventsPerBatch, this.attention.signal));
    const { alreadyApplied, gap } = this.queue.add(ranges, this.source.stream);
    this.mender.afterRead(gap);
    await this.acknowledge(alreadyApplied);
  }

  /** What could not be acknowledged is kept and tried again first: it is applied, and must not stay pending. */
  private async acknowledge(ranges: readonly StreamRange[]): Promise<void> {
    for (const range of ranges) if (range.continues !== true) this.unacknowledged.push(range);
    if (this.unacknowledged.length === 0) return;
    await this.patience.with(this.source.acknowledge(this.unacknowledged));
    this.unacknowledged = [];
  }

  /** Ranges for one hand-over: at least one, then as many as the bound of events allows. */
  private takeBatch(): DeliveryBatch | undefined {
    const ranges: StreamRange[] = [];
    const events: StreamEvent[] = [];
    for (let range = this.queue.peek(); range !== undefined; range = this.queue.peek()) {
      if (ranges.length > 0 && events.length >= this.options.maxEventsPerBatch) break;
      try {
        for (const event of this.parts.dispatcher.decode(range)) events.push(event);
      } catch {
        // What is in front of a range that cannot be read goes first; then it fails by itself, with this error.
        if (ranges.length > 0) break;
        this.queue.take();
        return batchOf([range], undefined, this.place());
      }
      ranges.push(range);
      this.queue.take();
    }
    return ranges.length === 0 ? undefined : batchOf(ranges, events, this.place());
  }

  private async recover(error: unknown): Promise<void> {
    if (error instanceof GapError) this.mender.notice(error);
    else if (error instanceof StreamSharedError || error instanceof RefillRefusedError)
      await this.mender.waitInFrontOf(error);
    else if (error instanceof PositionAheadError) {
      await this.closeSource();
      this.health.stopped('isAhead', error);
      await this.pause(END_LOOKUP_INTERVAL_MS);
    } else if (error instanceof EventLogCorruptError) {
      // The files may be brought back; they are opened anew then.
      await this.closeSource();
      await this.mender.waitInFrontOf(error);
    } else if (error instanceof StreamError && !(error instanceof StreamUnavailableError)) {
      // The stream is not what it must be; nothing but a restart may go past that.
      this.health.stopped('isHalted', error);
    } else await this.pauseAfterTrouble(error);
  }

  private async lookUpEnd(): Promise<void> {
    if (this.isOpen) await this.end.lookUp();
  }

  private async pauseLooking(ms: number): Promise<void> {
    await this.lookUpEnd();
    await this.pause(ms);
  }

  private async pauseAfterTrouble(error: unknown): Promise<void> {
    this.troubles += 1;
    this.trouble(error);
    await this.pause(Math.min(TROUBLE_DELAY_MS * 2 ** (this.troubles - 1), TROUBLE_DELAY_MS_MAX));
  }

  private async pause(ms: number): Promise<void> {
    if (ms <= 0 || this.attention.signal.aborted) return;
    await this.options.timers.delay(ms, this.attention.signal);
  }
}
