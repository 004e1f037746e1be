import { type GapError, messageOf, StreamError } from './errors.js';
import type { DeadLetter } from './dead-letters.js';
import type { StreamPosition } from './stream-event.js';
import type { StreamGap, StreamServerStatus, StreamState } from './stream-state.js';
import type { Timers } from './timers.js';

export interface StreamConsumerListener {
  statusChanged(): void;
  failed(error: unknown, state: StreamState): void;
  applied(state: StreamState): void;
  deadLettered(letter: DeadLetter, state: StreamState): void;
  /** A line for the log; with the error whose stack belongs to it. */
  logged(level: 'log' | 'warn' | 'error', line: string, error?: unknown): void;
}

/** What the loop of a consumer is up to. */
interface Condition {
  connection: 'connected' | 'reconnecting' | 'disconnected';
  /** Stopped for good. */
  isHalted: boolean;
  /** Stopped in front of something that is missing or damaged, looking again now and then. */
  isBlocked: boolean;
  isStandby: boolean;
  isAhead: boolean;
  failedAttempts: number;
  lastError: StreamState['lastError'];
  gapsHealed: number;
  lastGap: StreamGap | undefined;
  deadLettered: number;
}

/** What there is to say of a consumer: its condition, and the lines in the log, one when a trouble begins and one when it ends. */
export class ConsumerHealth {
  private readonly condition: Condition = {
    connection: 'reconnecting',
    isHalted: false,
    isBlocked: false,
    isStandby: false,
    isAhead: false,
    failedAttempts: 0,
    lastError: undefined,
    gapsHealed: 0,
    lastGap: undefined,
    deadLettered: 0,
  };
  /** When the backbone's trouble of the moment began. */
  private troubleSinceMs: number | undefined;
  private hasLookUpFailed = false;

  constructor(
    private readonly listener: StreamConsumerListener,
    private readonly parts: {
      readonly timers: Timers;
      /** The part of the state that is the loop's. */
      readonly place: () => Pick<
        StreamState,
        'stream' | 'shard' | 'group' | 'consumer' | 'applied' | 'lastSeenSequence' | 'endSequence' | 'lag'
      >;
    },
  ) {}

  state(): StreamState {
    const { failedAttempts, gapsHealed, lastGap, deadLettered, lastError } = this.condition;
    const status = this.status();
    return { ...this.parts.place(), status, failedAttempts, gapsHealed, lastGap, deadLettered, lastError };
  }

  get isHalted(): boolean {
    return this.condition.isHalted;
  }

  get isConnected(): boolean {
    return this.condition.connection === 'connected';
  }

  get failedAttempts(): number {
    return this.condition.failedAttempts;
  }

  /** Changes the condition and lets those know who follow the status. */
  set(changes: Partial<Omit<Condition, 'lastError' | 'gapsHealed' | 'lastGap' | 'deadLettered'>>): void {
    Object.assign(this.condition, changes);
    this.listener.statusChanged();
  }

  /** A delivery failed. The log gets the first attempt with its stack, and then ever fewer of the others. */
  attemptFailed(error: unknown, attempt: number): void {
    this.remember(error);
    this.set({ failedAttempts: attempt });
    this.listener.failed(error, this.state());
    if (Number.isInteger(Math.log2(attempt))) this.say('error', error, { withStack: attempt === 1 });
  }

  /** The delivery in hand was handled. */
  attemptSucceeded(): void {
    const { failedAttempts } = this.condition;
    if (failedAttempts === 0) return;
    this.set({ failedAttempts: 0 });
    this.listener.logged('log', `${this.where()}: handled after ${failedAttempts} failed attempts`);
  }

  /** The consumer stops, for good or in front of something; said once, however often it looks again. */
  stopped(kind: 'isHalted' | 'isBlocked' | 'isAhead', error: unknown): void {
    const isNews = !this.condition[kind] || this.condition.lastError?.message !== messageOf(error);
    this.remember(error);
    this.set({ [kind]: true });
    if (!isNews) return;
    this.listener.failed(error, this.state());
    this.say('error', error);
  }

  /** The backbone does not do what it is asked for, and is asked again. */
  troubled(error: unknown): void {
    // What it stands in front of is what an operator has to see.
    if (this.condition.isHalted) return;
    this.remember(error);
    const isNews = this.troubleSinceMs === undefined;
    this.troubleSinceMs ??= this.parts.timers.nowMs();
    this.listener.statusChanged();
    if (!isNews) return;
    this.listener.failed(error, this.state());
    this.say('error', error);
  }

  /** The backbone has done what it was asked for. */
  untroubled(): void {
    if (this.troubleSinceMs === undefined || !this.isConnected) return;
    const seconds = ((this.parts.timers.nowMs() - this.troubleSinceMs) / 1_000).toFixed(1);
    this.troubleSinceMs = undefined;
    this.listener.statusChanged();
    this.listener.logged('log', `${this.where()}: well again after ${seconds} s`);
  }

  gapFound({ expectedSequence, actualSequence }: GapError): void {
    const known = this.condition.lastGap;
    if (known?.expectedSequence === expectedSequence && known.healedFrom === undefined) return;
    this.condition.lastGap = {
      expectedSequence,
      actualSequence: Number.isFinite(actualSequence) ? actualSequence : undefined,
      noticedAtMs: this.parts.timers.dateMs(),
      healedFrom: undefined,
    };
  }

  gapHealed(gap: GapError, healedFrom: 'stream' | 'log'): void {
    const { lastGap } = this.condition;
    if (lastGap !== undefined) this.condition.lastGap = { ...lastGap, healedFrom };
    this.condition.gapsHealed += 1;
    this.set({ isBlocked: false });
    this.listener.logged('warn', `${this.where()}: healed from the ${healedFrom}: ${gap.message}`);
  }

  deadLettered(letter: DeadLetter): void {
    this.condition.deadLettered += 1;
    const { id, attempts, error } = letter;
    this.listener.deadLettered(letter, this.state());
    const what = `${id} is a dead letter after ${attempts} failed attempts`;
    this.listener.logged('error', `${this.where()}: ${what}: ${error.name}: ${error.message}`);
  }

  /** The stream reaches as far as what is applied. */
  caughtUp(): void {
    if (!this.condition.isAhead) return;
    this.set({ isAhead: false });
    this.listener.logged('log', `${this.where()}: the stream has caught up`);
  }

  /** The end of the stream could not be looked up; said once. */
  lookUpFailed(reason: string): void {
    if (!this.hasLookUpFailed)
      this.listener.logged('warn', `${this.where()}: cannot look after the stream: ${reason}`);
    this.hasLookUpFailed = true;
  }

  private status(): StreamServerStatus {
    const { isHalted, isBlocked, isStandby, isAhead, connection, failedAttempts } = this.condition;
    if (isHalted || isBlocked) return 'halted';
    if (isStandby) return 'standby';
    if (isAhead) return 'ahead';
    if (connection !== 'connected') return connection;
    if (this.troubleSinceMs !== undefined) return 'reconnecting';
    return failedAttempts > 0 ? 'stalled' : 'connected';
  }

  private remember(error: unknown): void {
    const code = error instanceof StreamError ? error.code : undefined;
    this.condition.lastError = { message: messageOf(error), code, atMs: this.parts.timers.dateMs() };
  }

  private say(level: 'warn' | 'error', error: unknown, { withStack = false } = {}): void {
    const { failedAttempts } = this.condition;
    const attempts = failedAttempts > 0 ? `, ${failedAttempts} failed attempts` : '';
    const line = `${this.where()} ${this.status()}${attempts}: ${messageOf(error)}`;
    this.listener.logged(level, line, withStack ? error : undefined);
  }

  private where(): string {
    const { stream, group, applied } = this.parts.place();
    return `${stream} (group ${group}) behind sequence ${sequenceOf(applied)}`;
  }
}

function sequenceOf(position: StreamPosition | undefined): string {
  return position === undefined ? 'unknown' : String(position.sequence);
}
