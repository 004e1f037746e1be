import type { CommandContext } from './command-context.js';
import { NULL_ARRAY, OK, RedisError, type Reply } from './resp.js';
import { entryReply, StreamData } from './stream-data.js';
import {
  compareIds,
  ID_MIN,
  idText,
  readId,
  readRangeEnd,
  readRangeStart,
  type StreamId,
} from './stream-id.js';
import type { Words } from './words.js';

/** Commands on streams that no group takes part in. */

export function xadd(context: CommandContext, words: Words): Reply {
  if (words.left < 4) throw new RedisError("ERR wrong number of arguments for 'xadd' command");
  const key = words.text();
  const mayCreate = !words.accept('NOMKSTREAM');
  const trim = readTrim(words);
  const idWord = words.text();
  const fields = words.rest();
  if (fields.length === 0 || fields.length % 2 === 1) {
    throw new RedisError("ERR wrong number of arguments for 'xadd' command");
  }
  const existing = context.keys.stream(key);
  if (existing === undefined && !mayCreate) return null;
  const id = newId(idWord, existing?.lastId ?? ID_MIN, context.nowMs());
  const stream = existing ?? context.keys.createStream(key);
  stream.append({ id, fields: fields.map((field) => Buffer.from(field)) });
  if (trim !== undefined) trim(stream);
  context.changed(key);
  return idText(id);
}

function newId(word: string, last: StreamId, nowMs: number): StreamId {
  if (word === '*') return nowMs > last.ms ? { ms: nowMs, seq: 0 } : { ms: last.ms, seq: last.seq + 1 };
  const id = readId(word);
  if (compareIds(id, ID_MIN) === 0)
    throw new RedisError('ERR The ID specified in XADD must be greater than 0-0');
  if (compareIds(id, last) <= 0) {
    throw new RedisError('ERR The ID specified in XADD is equal or smaller than the target stream top item');
  }
  return id;
}

type Trim = (stream: StreamData) => number;

function readTrim(words: Words): Trim | undefined {
  const isByLength = words.accept('MAXLEN');
  if (!isByLength && !words.accept('MINID')) return undefined;
  const isLoose = words.accept('~');
  if (!isLoose) words.accept('=');
  const bound = words.text();
  if (words.accept('LIMIT')) words.number();
  // Loose trimming works on whole blocks of about a hundred entries: with fewer it does nothing.
  if (isLoose) return () => 0;
  return isByLength
    ? (stream) => stream.dropOldest(Math.max(0, stream.entries.length - Number(bound)))
    : (stream) => stream.dropOldest(stream.indexOf(readId(bound)));
}

export function xtrim({ keys }: CommandContext, words: Words): Reply {
  const stream = keys.stream(words.text());
  const trim = readTrim(words);
  if (trim === undefined) throw new RedisError('ERR syntax error');
  return stream === undefined ? 0 : trim(stream);
}

export function xrange({ keys }: CommandContext, words: Words): Reply {
  const stream = keys.stream(words.text());
  const start = readRangeStart(words.text());
  const end = readRangeEnd(words.text());
  const count = words.accept('COUNT') ? words.number() : Infinity;
  return stream === undefined ? [] : stream.range(start, end, count).map(entryReply);
}

export function xrevrange({ keys }: CommandContext, words: Words): Reply {
  const stream = keys.stream(words.text());
  const end = readRangeEnd(words.text());
  const start = readRangeStart(words.text());
  const count = words.accept('COUNT') ? words.number() : Infinity;
  return stream === undefined ? [] : stream.range(start, end).reverse().slice(0, count).map(entryReply);
}

export function xlen({ keys }: CommandContext, words: Words): Reply {
  return keys.stream(words.text())?.entries.length ?? 0;
}

export function xdel({ keys }: CommandContext, words: Words): Reply {
  const stream = keys.stream(words.text());
  const ids = words.rest().map((word) => readId(word.toString()));
  return stream === undefined ? 0 : ids.filter((id) => stream.delete(id)).length;
}

export function xread(context: CommandContext, words: Words): Reply | undefined {
  const count = words.accept('COUNT') ? words.number() : Infinity;
  const blockMs = words.accept('BLOCK') ? words.number() : undefined;
  if (!words.accept('STREAMS')) throw new RedisError('ERR syntax error');
  const key = words.text();
  const idWord = words.text();
  const after = idWord === '$' ? (context.keys.stream(key)?.lastId ?? ID_MIN) : readId(idWord);
  const read = (): Reply | undefined => {
    const entries = context.keys.stream(key)?.behind(after, count) ?? [];
    return entries.length === 0 ? undefined : [[key, entries.map(entryReply)]];
  };
  const now = read();
  if (now !== undefined) return now;
  return blockMs === undefined ? NULL_ARRAY : context.block({ key, timeoutMs: blockMs, look: read });
}

export function xsetid({ keys }: CommandContext, words: Words): Reply {
  const stream = keys.stream(words.text());
  if (stream === undefined) throw new RedisError('ERR no such key');
  stream.lastId = readId(words.text());
  return OK;
}

export function xinfoStream(stream: StreamData): Reply {
  const first = stream.entries[0];
  const last = stream.entries.at(-1);
  return [
    'length',
    stream.entries.length,
    'radix-tree-keys',
    1,
    'radix-tree-nodes',
    2,
    'last-generated-id',
    idText(stream.lastId),
    'max-deleted-entry-id',
    idText(stream.maxDeletedId),
    'entries-added',
    stream.entriesAdded,
    'recorded-first-entry-id',
    idText(first?.id ?? ID_MIN),
    'groups',
    stream.groups.size,
    'first-entry',
    first === undefined ? null : entryReply(first),
    'last-entry',
    last === undefined ? null : entryReply(last),
  ];
}
