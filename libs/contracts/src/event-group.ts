import type { ExchangeEvent } from './events.js';

/** Everything that one command made happen, in order. A command without events still has its group. */
export interface EventGroup {
  /** The engine shard whose total order `sequence` counts. */
  readonly shard: number;
  /** The command's gapless number, from 1. */
  readonly sequence: number;
  /** When the sequencer took the command in: milliseconds since 1970, never running backwards. */
  readonly timeMs: number;
  readonly events: readonly ExchangeEvent[];
}
