import type { ExchangeEvent } from '@backlay/contracts';
import type { RejectReason } from '@backlay/matcher';
import type { EngineCommand } from '../engine-command.js';
import type { Exchange } from '../exchange.js';

/** Executes a command at a time, in ms since 1970, and gives what happened, in objects that stay as they are. */
export function executed(
  exchange: Exchange,
  command: EngineCommand,
  timeMs: number,
): { readonly sequence: number; readonly reason: RejectReason; readonly events: readonly ExchangeEvent[] } {
  const sequence = exchange.sequence + 1;
  const reason = exchange.execute(command, sequence, timeMs);
  const events: ExchangeEvent[] = [];
  exchange.tellEvents(command, reason, { add: (event) => void events.push({ ...event }) });
  return { sequence, reason, events };
}
