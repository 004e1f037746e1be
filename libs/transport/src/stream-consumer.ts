import { setTimeout as delay } from 'node:timers/promises';
import { type GapError, messageOf, StreamError } from './errors.js';
import type { DeliveryBatch, EventDispatcher } from './event-dispatcher.js';
import type { FailurePolicy } from './failure-policy.js';
import type { RangeSource, RangeSourceListener } from './range-source.js';
import { RangeQueue } from './range-queue.js';
import type { StreamDelivery } from './stream-contexts.js';
import type { StreamEvent, StreamPosition, StreamRange } from './stream-event.js';
import type { StreamServerStatus, StreamState } from './stream-state.js';

export interface StreamConsumerOptions {
  readonly group: string;
  readonly consumer: string;
  readonly maxEventsPerBatch: number;
  readonly lingerMs: number;
  readonly failurePolicy: FailurePolicy;
}

export interface StreamConsumerListener {
  statusChanged(): void;
  failed(error: unknown, state: StreamState): void;
  applied(state: StreamState): void;
}

/** How often the end of the stream is looked up, in ms. */
const END_LOOKUP_INTERVAL_MS = 1_000;
/** Delay after the backbone refused a command, growing up to the maximum, in ms. */
const TROUBLE_DELAY_MS = 100;
const TROUBLE_DELAY_MS_MAX = 1_000;

/** The loop of one stream: read, hand over, acknowledge, and never acknowledge what was not handled. */
export class StreamConsumer implements RangeSourceListener {
  private readonly stopping = new AbortController();
  private readonly queue = new RangeQueue();
  private running: Promise<void> | undefined;
  private unacknowledged: StreamRange[] = [];
  /** In hand: taken from the queue and not yet handled, whatever goes wrong in between. */
  private batch: DeliveryBatch | undefined;
  /** A hole behind the ranges in the queue: they are handled first, then the consumer halts. */
  private gap: GapError | undefined;
  private connectionState: 'connected' | 'reconnecting' | 'disconnected' = 'reconnecting';
  private isHalted = false;
  private failedAttempts = 0;
  private troubles = 0;
  private lastError: StreamState['lastError'];
  private endSequence: number | undefined;
  private endLookedUpAtMs = -Infinity;

  constructor(
    private readonly source: RangeSource,
    private readonly options: StreamConsumerOptions,
    private readonly parts: {
      readonly dispatcher: EventDispatcher;
      readonly listener: StreamConsumerListener;
    },
  ) {}

  /** Connects and begins to consume. @throws when the backbone cannot be reached or does not fit the position */
  async start(position: StreamPosition | undefined): Promise<void> {
    this.queue.startAfter(await this.source.open(position));
    this.connection('connected');
    this.running = this.run();
  }

  /** Lets the delivery in hand finish, then stops. Its acknowledgement is part of it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  state(): StreamState {
    const { group, consumer } = this.options;
    const applied = this.queue.applied;
    const isBehindKnown = this.queue.isSequenced && applied !== undefined && this.endSequence !== undefined;
    return {
      stream: this.source.stream,
      shard: this.source.shard,
      group,
      consumer,
      status: this.status(),
      applied,
      lastSeenSequence: this.queue.seen?.sequence,
      endSequence: this.endSequence,
      lag: isBehindKnown ? Math.max(0, (this.endSequence ?? 0) - applied.sequence) : undefined,
      failedAttempts: this.failedAttempts,
      lastError: this.lastError,
    };
  }

  connection(state: 'connected' | 'reconnecting' | 'disconnected'): void {
    this.connectionState = state;
    if (!this.stopping.signal.aborted) this.parts.listener.statusChanged();
  }

  trouble(error: unknown): void {
    if (!this.stopping.signal.aborted) this.report(error);
  }

  private status(): StreamServerStatus {
    if (this.isHalted) return 'halted';
    if (this.connectionState !== 'connected') return this.connectionState;
    if (this.troubles > 0) return 'reconnecting';
    return this.failedAttempts > 0 ? 'stalled' : 'connected';
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted && !this.isHalted) {
      try {
        await this.cycle();
        this.setTroubles(0);
      } catch (error) {
        // A StreamError here says that the stream is not what it must be; nothing but a restart may go past that.
        if (error instanceof StreamError) this.halt(error);
        else await this.pauseAfterTrouble(error);
      }
    }
  }

  private async cycle(): Promise<void> {
    const startedAtMs = performance.now();
    await this.acknowledge([]);
    if (this.queue.isEmpty && this.batch === undefined) {
      if (this.gap !== undefined) throw this.gap;
      await this.fill();
      await this.lookUpEnd();
    }
    const batch = (this.batch ??= this.takeBatch());
    if (batch === undefined || !(await this.deliver(batch))) return;
    this.batch = undefined;
    this.queue.markApplied(batch.ranges);
    await this.acknowledge(batch.ranges);
    this.parts.listener.applied(this.state());
    // Each cycle has a fixed cost downstream (a transaction, an acknowledgement). When less than a full batch was there,
    // wait a little so that the next one is larger. An idle stream pays nothing: its next event is handled at once.
    const isFull = (batch.events?.length ?? 0) >= this.options.maxEventsPerBatch || !this.queue.isEmpty;
    if (!isFull) await this.pause(this.options.lingerMs - (performance.now() - startedAtMs));
  }

  private async fill(): Promise<void> {
    const ranges = await this.source.read(this.options.maxEventsPerBatch, this.stopping.signal);
    const { alreadyApplied, gap } = this.queue.add(ranges, this.source.stream);
    this.gap = gap;
    await this.acknowledge(alreadyApplied);
  }

  /** What could not be acknowledged is kept and tried again first: it is applied, and must not stay pending. */
  private async acknowledge(ranges: readonly StreamRange[]): Promise<void> {
    this.unacknowledged.push(...ranges);
    if (this.unacknowledged.length === 0) return;
    await this.source.acknowledge(this.unacknowledged);
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
        return this.makeBatch([range], undefined);
      }
      ranges.push(range);
      this.queue.take();
    }
    return ranges.length === 0 ? undefined : this.makeBatch(ranges, events);
  }

  private makeBatch(ranges: readonly StreamRange[], events: DeliveryBatch['events']): DeliveryBatch {
    const first = ranges[0]!;
    const last = ranges.at(-1) ?? first;
    const { group, consumer } = this.options;
    const delivery: StreamDelivery = {
      stream: this.source.stream,
      shard: this.source.shard,
      group,
      consumer,
      epoch: last.epoch,
      firstSequence: first.firstSequence,
      lastSequence: last.lastSequence,
      deliveryCount: first.previousDeliveryCount + 1,
    };
    return { ranges, events, delivery, progress: { events: 0, batchPatterns: 0 } };
  }

  /** @returns false when the consumer was stopped or halted before the handlers succeeded */
  private async deliver(batch: DeliveryBatch): Promise<boolean> {
    const { deliveryCount } = batch.delivery;
    for (let attempt = 1; ; attempt++) {
      const delivery = { ...batch.delivery, deliveryCount: deliveryCount + attempt - 1 };
      try {
        await this.parts.dispatcher.dispatch({ ...batch, delivery });
        this.setFailedAttempts(0);
        return true;
      } catch (error) {
        this.failedAttempts = attempt;
        this.report(error);
        const decision = this.options.failurePolicy.decide({ error, delivery, attempt });
        if (decision.action === 'halt') {
          this.halt(undefined);
          return false;
        }
        await this.lookUpEnd();
        await this.pause(decision.delayMs);
        if (this.stopping.signal.aborted) return false;
      }
    }
  }

  private async lookUpEnd(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.endLookedUpAtMs < END_LOOKUP_INTERVAL_MS) return;
    this.endLookedUpAtMs = nowMs;
    this.endSequence = await this.source.endSequence().catch(() => this.endSequence);
  }

  private halt(error: unknown): void {
    this.isHalted = true;
    if (error !== undefined) this.report(error);
    else this.parts.listener.statusChanged();
  }

  private async pauseAfterTrouble(error: unknown): Promise<void> {
    this.setTroubles(this.troubles + 1);
    this.trouble(error);
    await this.pause(Math.min(TROUBLE_DELAY_MS * 2 ** (this.troubles - 1), TROUBLE_DELAY_MS_MAX));
  }

  private setTroubles(count: number): void {
    const isChange = (this.troubles === 0) !== (count === 0);
    this.troubles = count;
    if (isChange) this.parts.listener.statusChanged();
  }

  private setFailedAttempts(count: number): void {
    const isChange = this.failedAttempts !== count;
    this.failedAttempts = count;
    if (isChange) this.parts.listener.statusChanged();
  }

  private report(error: unknown): void {
    const code = error instanceof StreamError ? error.code : undefined;
    this.lastError = { message: messageOf(error), code, atMs: Date.now() };
    this.parts.listener.statusChanged();
    this.parts.listener.failed(error, this.state());
  }

  private async pause(ms: number): Promise<void> {
    if (ms <= 0 || this.stopping.signal.aborted) return;
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
