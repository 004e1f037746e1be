import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { EventGroup } from './event-group.js';
import type { ExchangeEvent } from './events.js';
import { readEvent, writeEvent } from './event-layout.js';

/*
 * Binary form of event groups, little-endian. Groups stand one after another without anything between them, so the
 * publisher joins the groups of many commands by copying bytes.
 *
 *   u32 bytes of the whole group | u8 format version | u8 0 | u16 shard | f64 sequence | f64 time (ms) | u16 0 | u32 events
 *   then each event: u8 type code, fields in the order of event-layout.ts
 */

/** Grows when the layout of a group or of an event changes; readers refuse what they do not know. */
export const EVENT_FORMAT_VERSION = 1;

const GROUP_HEADER_BYTES = 4 + 1 + 1 + 2 + 8 + 8 + 2 + 4;

/** Bytes that are no event group of a known version: a fault of storage or of deployment, never to be skipped. */
export class EventFormatError extends Error {
  override readonly name = 'EventFormatError';
}

/**
 * Encodes groups into one buffer that is used again and again.
 * `begin`, then `add` for every event, then `end` for the bytes; or `encode` for a whole group.
 */
export class EventGroupEncoder {
  readonly #writer = new ByteWriter();
  #eventCount = 0;

  begin(group: Omit<EventGroup, 'events'>): void {
    const writer = this.#writer;
    writer.reset();
    this.#eventCount = 0;
    writer.u32(0);
    writer.u8(EVENT_FORMAT_VERSION);
    writer.u8(0);
    writer.u16(group.shard);
    writer.f64(group.sequence);
    writer.f64(group.timeMs);
    writer.u16(0);
    writer.u32(0);
  }

  add(event: ExchangeEvent): void {
    writeEvent(this.#writer, event);
    this.#eventCount += 1;
  }

  /** The encoded group: a view, valid until the next `begin`. */
  end(): Buffer {
    this.#writer.patchU32(0, this.#writer.length);
    this.#writer.patchU32(GROUP_HEADER_BYTES - 4, this.#eventCount);
    return this.#writer.view();
  }

  encode(group: EventGroup): Buffer {
    this.begin(group);
    for (const event of group.events) this.add(event);
    return this.end();
  }
}

/**
 * Decodes groups that stand one after another.
 * @throws EventFormatError when the bytes are cut short or of an unknown version
 */
export function decodeEventGroups(payload: Buffer): EventGroup[] {
  const groups: EventGroup[] = [];
  const reader = new ByteReader(payload);
  while (!reader.atEnd) groups.push(decodeEventGroup(reader));
  return groups;
}

function decodeEventGroup(reader: ByteReader): EventGroup {
  const start = reader.position;
  const available = reader.bytes.length - start;
  if (available < GROUP_HEADER_BYTES) throw new EventFormatError(`event group cut short at byte ${start}`);
  const bytes = reader.u32();
  if (bytes < GROUP_HEADER_BYTES || bytes > available) {
    throw new EventFormatError(`event group at byte ${start} claims ${bytes} bytes, ${available} are there`);
  }
  const version = reader.u8();
  if (version !== EVENT_FORMAT_VERSION) {
    throw new EventFormatError(
      `event group at byte ${start} has format ${version}, known is ${EVENT_FORMAT_VERSION}`,
    );
  }
  reader.u8();
  const shard = reader.u16();
  const sequence = reader.f64();
  const timeMs = reader.f64();
  reader.u16();
  const eventCount = reader.u32();
  const events: ExchangeEvent[] = [];
  try {
    for (let index = 0; index < eventCount; index++) events.push(readEvent(reader));
  } catch (error) {
    throw new EventFormatError(`event ${events.length} of sequence ${sequence} cannot be read`, {
      cause: error,
    });
  }
  if (reader.position !== start + bytes) {
    throw new EventFormatError(
      `event group at byte ${start} ends at ${reader.position}, not at ${start + bytes}`,
    );
  }
  return { shard, sequence, timeMs, events };
}
