import { RedisError } from './resp.js';

/** An entry id. Both parts stay far below 2^53 here, so numbers do. */
export interface StreamId {
  readonly ms: number;
  readonly seq: number;
}

export const ID_MIN: StreamId = { ms: 0, seq: 0 };
const SEQ_MAX = Number.MAX_SAFE_INTEGER;
export const ID_MAX: StreamId = { ms: SEQ_MAX, seq: SEQ_MAX };

export function compareIds(a: StreamId, b: StreamId): number {
  return a.ms === b.ms ? a.seq - b.seq : a.ms - b.ms;
}

export function idText({ ms, seq }: StreamId): string {
  return `${ms}-${seq}`;
}

/** @param missingSeq what an id without a second part gets for it */
export function readId(text: string, missingSeq = 0): StreamId {
  const parts = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (parts === null) throw new RedisError('ERR Invalid stream ID specified as stream command argument');
  return {
    ms: Number(parts[1]),
    seq: parts[2] === undefined ? missingSeq : Number(parts[2]),
  };
}

/** The lower end of a range: `-`, an id, or `(` and an id that is left out. */
export function readRangeStart(text: string): StreamId {
  if (text === '-') return ID_MIN;
  if (!text.startsWith('(')) return readId(text);
  const { ms, seq } = readId(text.slice(1));
  return { ms, seq: seq + 1 };
}

export function readRangeEnd(text: string): StreamId {
  if (text === '+') return ID_MAX;
  if (!text.startsWith('(')) return readId(text, SEQ_MAX);
  const { ms, seq } = readId(text.slice(1), SEQ_MAX);
  return seq === 0 ? { ms: ms - 1, seq: SEQ_MAX } : { ms, seq: seq - 1 };
}
