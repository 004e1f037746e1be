import type { StreamPosition, StreamRange } from './stream-event.js';

/*
 * An entry of a stream that this package writes:
 *   id  <epoch>-<lastSequence>, given explicitly by a publisher that knows its sequences; otherwise Redis' own
 *   f   first sequence of the range, in decimal; absent when the producer has no sequences
 *   p   the encoded events
 */
export const FIRST_SEQUENCE_FIELD = 'f';
export const PAYLOAD_FIELD = 'p';

/** One entry as ioredis hands it over: id, then names and values in turn; no fields when it was deleted. */
export type RawEntry = readonly [id: Buffer, fields: readonly Buffer[] | null];

/** `<epoch>-<sequence>`; the two parts of an entry id are ordered like a position. */
export function formatId({ epoch, sequence }: StreamPosition): string {
  return `${epoch}-${sequence}`;
}

export function parseId(id: string): StreamPosition {
  const dash = id.indexOf('-');
  return { epoch: Number(id.slice(0, dash)), sequence: Number(id.slice(dash + 1)) };
}

export function parseEntry([rawId, fields]: RawEntry, previousDeliveryCount: number): StreamRange {
  const id = rawId.toString('latin1');
  const { epoch, sequence } = parseId(id);
  const payload = fieldOf(fields, PAYLOAD_FIELD);
  const first = fieldOf(fields, FIRST_SEQUENCE_FIELD)?.toString('latin1');
  const firstSequence = first === undefined ? sequence : Number(first);
  const isPlausible = Number.isSafeInteger(firstSequence) && firstSequence > 0 && firstSequence <= sequence;
  const range = {
    id,
    epoch,
    firstSequence: isPlausible ? firstSequence : sequence,
    lastSequence: sequence,
    payload: payload ?? Buffer.alloc(0),
    previousDeliveryCount,
    sequenced: first !== undefined,
  };
  if (payload === undefined) return { ...range, defect: `the entry has no field "${PAYLOAD_FIELD}"` };
  if (first !== undefined && !isPlausible)
    return { ...range, defect: `the first sequence "${first}" is none` };
  return range;
}

/** The value of a field of an entry. */
export function fieldOf(fields: readonly Buffer[] | null, name: string): Buffer | undefined {
  if (fields === null) return undefined;
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (fields[at]!.equals(Buffer.from(name))) return fields[at + 1];
  }
  return undefined;
}

/** Shard of a stream by the usual naming: the number at the end of its key (`orders:3`), otherwise 0. */
export function shardOfKey(stream: string): number {
  return Number(/(\d+)$/.exec(stream)?.[1] ?? 0);
}
