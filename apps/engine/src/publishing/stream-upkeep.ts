import type { GroupState, RedisStreamsWriter, Timers, TrimReport, TrimRule } from '@backlay/transport';
import type { StreamFloor } from './stream-floor.js';

/** How often the consumer groups are looked at and the stream is trimmed, in ms. */
export const UPKEEP_INTERVAL_MS_DEFAULT = 5_000;

/** The consumers of the stream as Redis knows them. */
export interface ConsumersStatus {
  readonly groups: readonly Pick<GroupState, 'name' | 'pending' | 'undelivered' | 'acknowledgedSequence'>[];
  /** Groups that must exist before anything is trimmed, and do not. */
  readonly missingGroups: readonly string[];
  /** Entries trimmed since the start. */
  readonly entriesTrimmed: number;
}

export interface StreamUpkeepOptions {
  readonly writer: RedisStreamsWriter;
  readonly floor: StreamFloor;
  readonly rule: TrimRule;
  readonly timers: Timers;
  readonly intervalMs: number;
}

/** Keeps the stream short: now and then it trims what every group has acknowledged, and remembers how far that was. */
export class StreamUpkeep {
  readonly #options: StreamUpkeepOptions;
  #dueAtMs = -Infinity;
  #entriesTrimmed = 0;
  #latest: TrimReport | undefined;

  constructor(options: StreamUpkeepOptions) {
    this.#options = options;
  }

  get status(): ConsumersStatus {
    const { groups = [], missingGroups = [] } = this.#latest ?? {};
    return {
      groups: groups.map(({ name, pending, undelivered, acknowledgedSequence }) => ({
        name,
        pending,
        undelivered,
        acknowledgedSequence,
      })),
      missingGroups,
      entriesTrimmed: this.#entriesTrimmed,
    };
  }

  /** Looks after the stream when it is time. @throws what {@link RedisStreamsWriter.trim} throws */
  async whenDue(): Promise<void> {
    if (this.#options.timers.nowMs() >= this.#dueAtMs) await this.now();
  }

  /** Looks after the stream at once. */
  async now(): Promise<void> {
    const { writer, floor, rule, timers, intervalMs } = this.#options;
    this.#dueAtMs = timers.nowMs() + intervalMs;
    const report = await writer.trim(rule);
    this.#latest = report;
    this.#entriesTrimmed += report.removed;
    if (report.acknowledgedSequence !== undefined) floor.raise(report.acknowledgedSequence);
  }
}
