import type { CommandContext } from './command-context.js';
import { NULL_ARRAY, OK, RedisError, type Reply } from './resp.js';
import {
  entryReply,
  GroupData,
  type PendingEntry,
  type StreamData,
  type StreamEntry,
} from './stream-data.js';
import { xinfoStream } from './stream-commands.js';
import {
  compareIds,
  ID_MAX,
  ID_MIN,
  idText,
  readId,
  readRangeEnd,
  readRangeStart,
  type StreamId,
} from './stream-id.js';
import type { Words } from './words.js';

/** Commands of consumer groups. */

interface Place {
  readonly key: string;
  readonly stream: StreamData;
  readonly group: GroupData;
}

export function xgroup(context: CommandContext, words: Words): Reply {
  const action = words.text().toUpperCase();
  const key = words.text();
  const name = words.text();
  if (action === 'CREATE') return createGroup(context, { key, name }, words);
  const stream = context.keys.stream(key);
  if (stream === undefined) {
    throw new RedisError(
      'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.',
    );
  }
  if (action === 'DESTROY') {
    const isGone = stream.groups.delete(name);
    if (isGone) context.changed(key);
    return isGone ? 1 : 0;
  }
  const group = stream.groups.get(name);
  if (group === undefined) throw noSuchGroup(key, name);
  switch (action) {
    case 'SETID':
      group.lastDelivered = readStart(words.text(), stream);
      group.entriesRead = null;
      context.changed(key);
      return OK;
    case 'CREATECONSUMER':
      return addConsumer(group, words.text()) ? 1 : 0;
    case 'DELCONSUMER':
      return deleteConsumer(group, words.text());
    default:
      throw new RedisError(`ERR unknown subcommand '${action}'. Try XGROUP HELP.`);
  }
}

function createGroup(
  { keys }: CommandContext,
  { key, name }: { key: string; name: string },
  words: Words,
): Reply {
  const idWord = words.text();
  const mayCreate = words.accept('MKSTREAM');
  const existing = keys.stream(key);
  if (existing === undefined && !mayCreate) {
    throw new RedisError(
      'ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.',
    );
  }
  const stream = existing ?? keys.createStream(key);
  if (stream.groups.has(name)) throw new RedisError('BUSYGROUP Consumer Group name already exists');
  stream.groups.set(name, new GroupData(readStart(idWord, stream)));
  return OK;
}

function readStart(word: string, stream: StreamData): StreamId {
  return word === '$' ? stream.lastId : readId(word);
}

function addConsumer(group: GroupData, name: string): boolean {
  const isNew = !group.consumers.has(name);
  group.consumers.add(name);
  return isNew;
}

function deleteConsumer(group: GroupData, name: string): number {
  group.consumers.delete(name);
  const theirs = [...group.pending].filter(([, entry]) => entry.consumer === name);
  for (const [id] of theirs) group.pending.delete(id);
  return theirs.length;
}

export function xreadgroup(context: CommandContext, words: Words): Reply | undefined {
  if (!words.accept('GROUP')) throw new RedisError('ERR syntax error');
  const name = words.text();
  const consumer = words.text();
  const count = words.accept('COUNT') ? words.number() : Infinity;
  const blockMs = words.accept('BLOCK') ? words.number() : undefined;
  if (!words.accept('STREAMS')) throw new RedisError('ERR syntax error');
  const key = words.text();
  const idWord = words.text();
  const place = placeOf(context, { key, name }, ' in XREADGROUP with GROUP option');
  addConsumer(place.group, consumer);
  if (idWord !== '>') return [[key, readOwn(context, place, { consumer, after: readId(idWord), count })]];
  const read = (): Reply | undefined => {
    const entries = readNew(context, placeOf(context, { key, name }, ' in XREADGROUP with GROUP option'), {
      consumer,
      count,
    });
    return entries.length === 0 ? undefined : [[key, entries.map(entryReply)]];
  };
  const now = read();
  if (now !== undefined) return now;
  if (blockMs === undefined) return NULL_ARRAY;
  const look = (): Reply | undefined => {
    if (context.keys.stream(key) === undefined)
      throw new RedisError('UNBLOCKED the stream key no longer exists');
    if (context.keys.stream(key)?.groups.has(name) !== true) {
      throw new RedisError('NOGROUP the consumer group this client was blocked on no longer exists');
    }
    return read();
  };
  return context.block({ key, timeoutMs: blockMs, look });
}

function readNew(
  context: CommandContext,
  { stream, group }: Place,
  { consumer, count }: { consumer: string; count: number },
): StreamEntry[] {
  const entries = stream.behind(group.lastDelivered, count);
  for (const { id } of entries) {
    group.lastDelivered = id;
    group.pending.set(idText(id), {
      id,
      consumer,
      deliveredAtMs: context.nowMs(),
      deliveryCount: 1,
    });
  }
  return entries;
}

/** What this consumer was handed before and has not acknowledged; entries that are gone come without fields. */
function readOwn(
  context: CommandContext,
  { stream, group }: Place,
  { consumer, after, count }: { consumer: string; after: StreamId; count: number },
): Reply[] {
  const own = group
    .pendingInOrder()
    .filter((entry) => entry.consumer === consumer && compareIds(entry.id, after) > 0)
    .slice(0, count);
  return own.map((pending) => {
    const entry = stream.find(pending.id);
    if (entry === undefined) return [idText(pending.id), NULL_ARRAY];
    pending.deliveryCount += 1;
    pending.deliveredAtMs = context.nowMs();
    return entryReply(entry);
  });
}

export function xack({ keys }: CommandContext, words: Words): Reply {
  const [key, name] = [words.text(), words.text()];
  const group = keys.stream(key)?.groups.get(name);
  const ids = words.rest().map((word) => idText(readId(word.toString())));
  return group === undefined ? 0 : ids.filter((id) => group.pending.delete(id)).length;
}

export function xpending(context: CommandContext, words: Words): Reply {
  const { group } = placeOf(context, { key: words.text(), name: words.text() });
  const all = group.pendingInOrder();
  if (words.left === 0) return pendingSummary(all);
  const idleMin = words.accept('IDLE') ? words.number() : 0;
  const start = readRangeStart(words.text());
  const end = readRangeEnd(words.text());
  const count = words.number();
  const consumer = words.left > 0 ? words.text() : undefined;
  const nowMs = context.nowMs();
  return all
    .filter(({ id }) => compareIds(id, start) >= 0 && compareIds(id, end) <= 0)
    .filter((entry) => consumer === undefined || entry.consumer === consumer)
    .filter(({ deliveredAtMs }) => nowMs - deliveredAtMs >= idleMin)
    .slice(0, count)
    .map((entry) => [idText(entry.id), entry.consumer, nowMs - entry.deliveredAtMs, entry.deliveryCount]);
}

function pendingSummary(all: readonly PendingEntry[]): Reply {
  const first = all[0];
  const last = all.at(-1);
  if (first === undefined || last === undefined) return [0, null, null, NULL_ARRAY];
  const counts = new Map<string, number>();
  for (const { consumer } of all) counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
  const consumers = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [name, String(count)]);
  return [all.length, idText(first.id), idText(last.id), consumers];
}

export function xautoclaim(context: CommandContext, words: Words): Reply {
  const { stream, group } = placeOf(context, {
    key: words.text(),
    name: words.text(),
  });
  const consumer = words.text();
  const idleMin = words.number();
  const start = readRangeStart(words.text());
  const count = words.accept('COUNT') ? words.number() : 100;
  const isJustIds = words.accept('JUSTID');
  addConsumer(group, consumer);
  const nowMs = context.nowMs();
  const candidates = group.pendingInOrder().filter(({ id }) => compareIds(id, start) >= 0);
  const claimed: StreamEntry[] = [];
  const gone: string[] = [];
  let next = ID_MIN;
  for (const entry of candidates) {
    if (claimed.length + gone.length === count) {
      next = entry.id;
      break;
    }
    if (nowMs - entry.deliveredAtMs < idleMin) continue;
    const found = stream.find(entry.id);
    if (found === undefined) {
      group.pending.delete(idText(entry.id));
      gone.push(idText(entry.id));
      continue;
    }
    entry.consumer = consumer;
    entry.deliveredAtMs = nowMs;
    if (!isJustIds) entry.deliveryCount += 1;
    claimed.push(found);
  }
  return [idText(next), claimed.map((entry) => (isJustIds ? idText(entry.id) : entryReply(entry))), gone];
}

export function xinfo(context: CommandContext, words: Words): Reply {
  const what = words.text().toUpperCase();
  const key = words.text();
  const stream = context.keys.stream(key);
  if (stream === undefined) throw new RedisError('ERR no such key');
  if (what === 'STREAM') return xinfoStream(stream);
  if (what === 'GROUPS')
    return [...stream.groups].sort(byName).map(([name, group]) => groupInfo(name, group, stream));
  const name = words.text();
  const group = stream.groups.get(name);
  if (group === undefined) throw noSuchGroup(key, name);
  return [...group.consumers].sort().map((consumer) => {
    const theirs = [...group.pending.values()].filter((entry) => entry.consumer === consumer);
    const idleMs = Math.min(
      ...theirs.map(({ deliveredAtMs }) => context.nowMs() - deliveredAtMs),
      Number.MAX_SAFE_INTEGER,
    );
    return ['name', consumer, 'pending', theirs.length, 'idle', idleMs, 'inactive', idleMs];
  });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function groupInfo(name: string, group: GroupData, stream: StreamData): Reply {
  const lag = stream
    .range(group.lastDelivered, ID_MAX)
    .filter(({ id }) => compareIds(id, group.lastDelivered) > 0).length;
  return [
    'name',
    name,
    'consumers',
    group.consumers.size,
    'pending',
    group.pending.size,
    'last-delivered-id',
    idText(group.lastDelivered),
    'entries-read',
    group.entriesRead,
    'lag',
    lag,
  ];
}

function placeOf({ keys }: CommandContext, { key, name }: { key: string; name: string }, where = ''): Place {
  const stream = keys.stream(key);
  const group = stream?.groups.get(name);
  if (stream === undefined || group === undefined) throw noGroup(key, name, where);
  return { key, stream, group };
}

function noGroup(key: string, name: string, where = ''): RedisError {
  return new RedisError(`NOGROUP No such key '${key}' or consumer group '${name}'${where}`);
}

/** The same in other words, when it is certain that the key exists. */
function noSuchGroup(key: string, name: string): RedisError {
  return new RedisError(`NOGROUP No such consumer group '${name}' for key name '${key}'`);
}
