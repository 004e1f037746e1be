import type { Readings } from './app-readings.js';

/** How one consumer of the events is doing. All counts of sequences, but for the entries. */
export interface ConsumerHealth {
  readonly name: 'storage' | 'analytics';
  /** `connected`, `standby`, `halted` ... */
  readonly status: string | undefined;
  readonly isWell: boolean;
  readonly applied: number | undefined;
  /** What is on the engine's disk and not applied here. */
  readonly behind: number | undefined;
  /** In the stream, or in the log, and not read yet. */
  readonly undelivered: number | undefined;
  /** Read, and not committed yet. */
  readonly pending: number | undefined;
  /** Entries that Redis has handed out and that were not acknowledged; undefined without Redis. */
  readonly pendingEntries: number | undefined;
  readonly failedAttempts: number | undefined;
  readonly deadLetters: number | undefined;
}

const NAMES = ['storage', 'analytics'] as const;

/** By what the apps say; what Redis knows of the group stands in when an app says nothing. */
export function consumersOf(now: Readings): readonly ConsumerHealth[] {
  const engine = now.engine.metrics;
  const durable = engine?.value('backlay_engine_durable_sequence');
  return NAMES.map((name) => {
    const own = now[name].metrics;
    const group = { group: name };
    const status = own?.state('backlay_consumer_status');
    const applied =
      own?.value('backlay_consumer_applied_sequence') ??
      engine?.value('backlay_stream_group_acknowledged_sequence', group);
    return {
      name,
      status,
      isWell: now[name].isReady && (status === 'connected' || status === 'standby'),
      applied,
      behind: durable === undefined || applied === undefined ? undefined : Math.max(0, durable - applied),
      undelivered:
        own?.value('backlay_consumer_undelivered_sequences') ??
        engine?.value('backlay_stream_group_undelivered_sequences', group),
      pending: own?.value('backlay_consumer_pending_sequences'),
      pendingEntries: engine?.value('backlay_stream_group_pending_entries', group),
      failedAttempts: own?.value('backlay_consumer_failed_attempts'),
      deadLetters: own?.value('backlay_consumer_dead_letters'),
    };
  });
}
