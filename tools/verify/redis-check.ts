import { eventStreamKey } from '@backlay/contracts';
import { Redis } from 'ioredis';
import { failed, same, type Check } from './check.js';
import { LogPayloads } from './log-payloads.js';

const PART = 'redis';
const CONNECT_TIMEOUT_MS = 10_000;
/** Entries read at once; one holds the events of many commands. */
const ENTRIES_PER_READ = 100;

export interface StreamToCheck {
  readonly redisUrl: string;
  readonly shard: number;
  readonly logDirectory: string;
  /** What the engine has published when it was asked; undefined when it was not there. */
  readonly publishedSequence: number | undefined;
  /** Groups that must be there. */
  readonly groups: readonly string[];
}

interface StreamEntry {
  readonly id: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly payload: Buffer;
}

/** Compares the stream with the log, entry by entry. */
export async function checkStream(stream: StreamToCheck): Promise<Check[]> {
  const redis = new Redis(stream.redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return [...(await checkEntries(redis, stream)), ...(await checkGroups(redis, stream))];
  } catch (error) {
    return [failed(PART, 'answers', error instanceof Error ? error.message : String(error))];
  } finally {
    redis.disconnect();
  }
}

async function checkEntries(redis: Redis, stream: StreamToCheck): Promise<Check[]> {
  const key = eventStreamKey(stream.shard);
  const found = await compareEntries(redis, key, stream.logDirectory);
  const { first, last, hole, different, entries } = found;
  const published = stream.publishedSequence ?? 0;
  const lastSequence = last?.lastSequence ?? 0;
  const range = first === undefined ? 'none' : `${entries}: ${first.id} to ${last?.id ?? first.id}`;
  return [
    { part: PART, what: 'entries', expected: '', found: range, ok: true },
    {
      part: PART,
      what: 'last sequence in the stream',
      expected: `at least ${published}`,
      found: String(lastSequence),
      ok: lastSequence >= published,
    },
    same(PART, 'sequences missing between entries', { expected: 'none', found: hole }),
    same(PART, 'entries that differ from the log', { expected: 'none', found: different }),
  ];
}

async function compareEntries(redis: Redis, key: string, logDirectory: string) {
  let payloads: LogPayloads | undefined;
  let first: StreamEntry | undefined;
  let last: StreamEntry | undefined;
  let entries = 0;
  let [hole, different] = ['none', 'none'];
  try {
    for await (const entry of readEntries(redis, key)) {
      payloads ??= await LogPayloads.open(logDirectory, entry.firstSequence);
      if (last !== undefined && entry.firstSequence !== last.lastSequence + 1) {
        // What is trimmed behind our back goes from the beginning, and is no hole.
        if (await isTrimmed(redis, key, last)) first = undefined;
        else if (hole === 'none') hole = `${last.lastSequence + 1} to ${entry.firstSequence - 1}`;
      }
      first ??= entry;
      const isEqual = await payloads.equal(entry.firstSequence, entry.lastSequence, entry.payload);
      if (!isEqual && different === 'none') different = `entry ${entry.id}`;
      last = entry;
      entries += 1;
    }
  } finally {
    await payloads?.close();
  }
  return { first, last, hole, different, entries };
}

async function isTrimmed(redis: Redis, key: string, entry: StreamEntry): Promise<boolean> {
  return (await redis.xrange(key, entry.id, entry.id)).length === 0;
}

async function* readEntries(redis: Redis, key: string): AsyncGenerator<StreamEntry, void> {
  for (let from = '-'; ;) {
    const raw = await redis.xrangeBuffer(key, from, '+', 'COUNT', ENTRIES_PER_READ);
    for (const [id, fields] of raw) yield toEntry(id.toString('latin1'), fields);
    const lastId = raw.at(-1)?.[0];
    if (lastId === undefined) return;
    from = `(${lastId.toString('latin1')}`;
  }
}

/** An entry is `<epoch>-<last sequence>`; field `f` is its first sequence, field `p` its events. */
function toEntry(id: string, fields: readonly Buffer[]): StreamEntry {
  const valueOf = (name: string): Buffer | undefined => {
    const at = fields.findIndex((field, index) => index % 2 === 0 && field.toString('latin1') === name);
    return at === -1 ? undefined : fields[at + 1];
  };
  const lastSequence = Number(id.slice(id.indexOf('-') + 1));
  const firstSequence = Number(valueOf('f')?.toString('latin1') ?? Number.NaN);
  return { id, firstSequence, lastSequence, payload: valueOf('p') ?? Buffer.alloc(0) };
}

/** Names and values in turn, as Redis answers. */
type GroupFields = readonly (string | number | null)[];

async function checkGroups(
  redis: Redis,
  { shard, groups, publishedSequence = 0 }: StreamToCheck,
): Promise<Check[]> {
  const reply: unknown = await redis.xinfo('GROUPS', eventStreamKey(shard)).catch(() => []);
  const states = (reply as readonly GroupFields[]).map((fields) => {
    const valueOf = (name: string): string => String(fields[fields.indexOf(name) + 1] ?? 'unknown');
    return { name: valueOf('name'), pending: valueOf('pending'), delivered: valueOf('last-delivered-id') };
  });
  return groups.map((name) => {
    const state = states.find((group) => group.name === name);
    const found =
      state === undefined ? 'missing' : `delivered up to ${state.delivered}, ${state.pending} pending`;
    // Without a stream there is no group in it.
    return {
      part: PART,
      what: `group ${name}`,
      expected: 'registered',
      found,
      ok: state !== undefined || publishedSequence === 0,
    };
  });
}
