import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { StreamConfigurationError } from './errors.js';
import { type EventCodec, JsonEventCodec } from './event-codec.js';
import type { EventLogWriter } from './event-log.writer.js';

export interface EventLogClientOptions {
  /** The log's writer. It stays its owner's: closing the client does not close it. */
  readonly writer: EventLogWriter;
  /** Default: JSON lines. */
  readonly codec?: EventCodec;
}

const NO_JOURNAL = Buffer.alloc(0);

/**
 * `emit()` appends one event under the next sequence and completes with that sequence when it is durable. `send()`
 * fails: a log carries no requests.
 */
export class EventLogClient extends ClientProxy {
  private readonly codec: EventCodec;

  constructor(private readonly options: EventLogClientOptions) {
    super();
    this.codec = options.codec ?? new JsonEventCodec();
    this._status$.next('connected');
  }

  /** Nothing to connect to: the writer is open already. */
  override connect(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits until everything emitted is durable. */
  override close(): Promise<void> {
    return this.options.writer.flush();
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the signature is Nest's
  override unwrap<T>(): T {
    return this.options.writer as T;
  }

  protected override publish(_packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    callback({
      err: new StreamConfigurationError('an event log carries no requests: use emit(), or another transport'),
    });
    return () => undefined;
  }

  protected override async dispatchEvent<T = number>(packet: ReadPacket): Promise<T> {
    const { writer } = this.options;
    const sequence = writer.lastSequence + 1;
    const pattern = this.normalizePattern(packet.pattern as string);
    const event = { pattern, data: packet.data as unknown, sequence, index: 0, timeMs: Date.now() };
    const payload = this.codec.encode([
      packet.metadata === undefined ? event : { ...event, metadata: packet.metadata },
    ]);
    writer.append({ sequence, payload, journal: NO_JOURNAL });
    await writer.whenDurable(sequence);
    return sequence as T;
  }
}
