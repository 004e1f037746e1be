import { EventGroupEncoder } from '@backlay/contracts';
import { EventLogWriter } from '@backlay/transport';
import { eventFlow, type FlowOptions } from './flow.js';

/** Records between two waits for the disk. */
const COMMANDS_PER_WAIT = 10_000;

/** An event log as an engine would have left it, but for the journals of its records, which nobody here reads. */
export interface WrittenLog {
  readonly directory: string;
  readonly epoch: number;
  readonly lastSequence: number;
  readonly events: number;
  /** Of all events as they travel. */
  readonly payloadBytes: number;
}

/** Writes the events of a flow into a log that nobody has open afterwards. */
export async function writeLog(directory: string, flow: FlowOptions): Promise<WrittenLog> {
  const writer = await EventLogWriter.open({ directory, shard: 0, policy: 'os' });
  const encoder = new EventGroupEncoder();
  let events = 0;
  let payloadBytes = 0;
  for (const group of eventFlow(flow)) {
    events += group.events.length;
    const payload = encoder.encode(group);
    payloadBytes += payload.length;
    writer.append({ sequence: group.sequence, payload, journal: Buffer.alloc(0) });
    if (group.sequence % COMMANDS_PER_WAIT === 0) await writer.whenDurable(group.sequence);
  }
  const { lastSequence, epoch } = writer;
  await writer.whenDurable(lastSequence);
  await writer.close();
  return { directory, epoch, lastSequence, events, payloadBytes };
}
