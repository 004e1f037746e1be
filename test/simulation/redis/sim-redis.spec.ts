import { Redis } from 'ioredis';
import { describeWithRedis, startSpecRedis, type SpecRedis } from '../../support/redis.js';
import { TcpFront } from './tcp-front.js';

/** What is said to both servers, word by word; a line that begins with `2>` comes from a second client. */
type Script = readonly string[];

const SCRIPTS: Readonly<Record<string, Script>> = {
  'explicit ids must grow': [
    'XADD s 1-1 f 1',
    'XADD s 1-1 f 1',
    'XADD s 0-9 f 1',
    'XADD s 1-5 f 2',
    'XADD s 2-1 f 3 g 4',
    'XADD s 0-0 f 1',
    'XRANGE s - +',
    'XLEN s',
  ],
  'a stream is made on demand only': [
    'XADD s NOMKSTREAM 1-1 f 1',
    'XLEN s',
    'XRANGE s - +',
    'XTRIM s MINID 5',
    'XADD s 1-1 f 1',
    'XADD s NOMKSTREAM 1-2 f 1',
    'EXISTS s',
  ],
  'wrong words': [
    'XADD s',
    'XADD s 1-1',
    'XADD s 1-1 f',
    'XADD s x-y f 1',
    'XREADGROUP GROUP g c STREAMS s >',
    'XGROUP CREATE s g 0',
    'SET k v',
    'XADD k 1-1 f 1',
    'XLEN k',
    'NONSENSE 1',
  ],
  ranges: [
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XADD s 2-1 f 3',
    'XRANGE s 1-2 +',
    'XRANGE s (1-2 +',
    'XRANGE s - (2-1',
    'XRANGE s 1 1',
    'XRANGE s - + COUNT 1',
    'XREVRANGE s + - COUNT 2',
    'XRANGE s 2 1',
    'XDEL s 1-2 7-7',
    'XRANGE s - +',
  ],
  trimming: [
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XADD s 2-1 f 3',
    'XADD s 2-2 f 4',
    'XTRIM s MINID 1-2',
    'XTRIM s MINID = 2-2',
    'XTRIM s MINID 9',
    'XLEN s',
    'XADD s 2-2 f 1',
    'XADD s 3-1 f 1',
    'XTRIM s MAXLEN 0',
    'XINFO STREAM s',
  ],
  'groups are made once, where they are told to begin': [
    'XGROUP CREATE s g 0',
    'XGROUP CREATE s g 0 MKSTREAM',
    'XGROUP CREATE s g 0',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XGROUP CREATE s h 1-1',
    'XGROUP CREATE s i $',
    'XREADGROUP GROUP g c STREAMS s >',
    'XREADGROUP GROUP h c STREAMS s >',
    'XREADGROUP GROUP i c STREAMS s >',
    'XREADGROUP GROUP x c STREAMS s >',
    'XREADGROUP GROUP g c STREAMS x >',
  ],
  'what was delivered stays pending until it is acknowledged': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XADD s 1-3 f 3',
    'XPENDING s g',
    'XREADGROUP GROUP g c COUNT 2 STREAMS s >',
    'XREADGROUP GROUP g d STREAMS s >',
    'XPENDING s g',
    'XREADGROUP GROUP g c STREAMS s 0',
    'XREADGROUP GROUP g c STREAMS s 1-1',
    'XREADGROUP GROUP g c COUNT 1 STREAMS s 0-0',
    'XACK s g 1-1 9-9',
    'XACK s g 1-1',
    'XPENDING s g',
    'XREADGROUP GROUP g c STREAMS s 0',
    'XACK s g 1-2 1-3',
    'XPENDING s g',
    'XREADGROUP GROUP g c STREAMS s 0',
    'XREADGROUP GROUP g c STREAMS s >',
    'XACK s x 1-1',
    'XACK x g 1-1',
    'XPENDING s x',
    'XPENDING x g',
  ],
  'pending entries that were deleted': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XREADGROUP GROUP g c STREAMS s >',
    'XDEL s 1-1',
    'XREADGROUP GROUP g c STREAMS s 0',
    'XTRIM s MINID 5',
    'XREADGROUP GROUP g c STREAMS s 0',
    'XPENDING s g',
    'XAUTOCLAIM s g d 0 0',
    'XPENDING s g',
  ],
  'a group is moved': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XREADGROUP GROUP g c STREAMS s >',
    'XGROUP SETID s g 0',
    'XREADGROUP GROUP g c STREAMS s >',
    'XGROUP SETID s g 1-1',
    'XREADGROUP GROUP g c STREAMS s >',
    'XGROUP SETID s g 9-9',
    'XREADGROUP GROUP g c STREAMS s >',
    'XGROUP SETID s x 0',
    'XGROUP SETID x g 0',
    'XGROUP SETID s g $',
    'XPENDING s g',
  ],
  'members come and go': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XGROUP CREATECONSUMER s g c',
    'XGROUP CREATECONSUMER s g c',
    'XREADGROUP GROUP g c COUNT 1 STREAMS s >',
    'XREADGROUP GROUP g d STREAMS s >',
    'XGROUP DELCONSUMER s g c',
    'XGROUP DELCONSUMER s g c',
    'XPENDING s g',
    'XAUTOCLAIM s g e 0 0 COUNT 1',
    'XPENDING s g',
    'XGROUP DESTROY s g',
    'XGROUP DESTROY s g',
    'XPENDING s g',
  ],
  claiming: [
    'XGROUP CREATE s g 0 MKSTREAM',
    'XADD s 1-1 f 1',
    'XADD s 1-2 f 2',
    'XADD s 1-3 f 3',
    'XREADGROUP GROUP g c STREAMS s >',
    'XAUTOCLAIM s g d 0 0 COUNT 2',
    'XAUTOCLAIM s g d 0 1-3 COUNT 2',
    'XAUTOCLAIM s g d 100000 0',
    'XAUTOCLAIM s g d 0 0 JUSTID',
    'XPENDING s g',
  ],
  information: [
    'XINFO STREAM s',
    'XINFO GROUPS s',
    'XADD s 1-1 f 1',
    'XINFO GROUPS s',
    'XGROUP CREATE s g 0',
    'XGROUP CREATE s a 1-1',
    'XADD s 1-2 f 2',
    'XREADGROUP GROUP g c COUNT 1 STREAMS s >',
    'XINFO STREAM s',
    'XINFO GROUPS s',
    'XDEL s 1-2',
    'XINFO STREAM s',
    'DEL s',
    'XINFO STREAM s',
  ],
  strings: [
    'GET k',
    'SET k v EX 100 NX',
    'SET k w EX 100 NX',
    'GET k',
    'SET k x',
    'GET k',
    'DEL k',
    'DEL k',
    'EXISTS k',
    'PEXPIRE k 100',
  ],
  'waiting ends with the time': [
    'XADD s 1-1 f 1',
    'XGROUP CREATE s g $',
    'XREADGROUP GROUP g c BLOCK 20 STREAMS s >',
    'XREAD BLOCK 20 STREAMS s $',
    'XREAD COUNT 1 BLOCK 20 STREAMS s 0',
  ],
  'waiting ends with an entry': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'wait XREADGROUP GROUP g c COUNT 5 BLOCK 5000 STREAMS s >',
    '2> XADD s 1-1 f 1',
    'done',
    'wait XREAD BLOCK 5000 STREAMS s 1-1',
    '2> XADD s 1-2 f 2',
    'done',
    'XPENDING s g',
  ],
  'waiting ends with the stream': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'wait XREADGROUP GROUP g c BLOCK 300 STREAMS s >',
    '2> DEL s',
    'done',
    'XREADGROUP GROUP g c BLOCK 20 STREAMS s >',
  ],
  'waiting ends with everything': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'wait XREADGROUP GROUP g c BLOCK 300 STREAMS s >',
    '2> FLUSHALL',
    'done',
    'XREADGROUP GROUP g c BLOCK 20 STREAMS s >',
  ],
  'waiting ends with the group': [
    'XGROUP CREATE s g 0 MKSTREAM',
    'wait XREADGROUP GROUP g c BLOCK 300 STREAMS s >',
    '2> XGROUP DESTROY s g',
    'done',
  ],
};

/** Different on every server, or of no meaning here. */
const IGNORED_FIELDS = new Set(['radix-tree-keys', 'radix-tree-nodes', 'lag', 'entries-read']);

async function play(url: string, script: Script): Promise<unknown[]> {
  const [client, other] = [new Redis(url), new Redis(url)];
  const replies: unknown[] = [];
  let waiting: Promise<unknown> | undefined;
  try {
    await client.flushall();
    for (const line of script) {
      if (line === 'done') replies.push(await waiting);
      else if (line.startsWith('wait ')) {
        waiting = say(client, line.slice(5));
        // Until the server has it: a command of the same connection would queue up behind it.
        await other.ping();
        await new Promise((resolve) => setTimeout(resolve, 30));
      } else if (line.startsWith('2> ')) replies.push(await say(other, line.slice(3)));
      else replies.push(await say(client, line));
    }
    return replies.map(comparable);
  } finally {
    client.disconnect();
    other.disconnect();
  }
}

/** Through the typed methods where the result depends on them: `call` gives another shape. */
function say(client: Redis, line: string): Promise<unknown> {
  const [name = '', ...words] = line.split(' ');
  return client
    .call(name, ...words)
    .catch((error: unknown) => (error instanceof Error ? error.message : error));
}

function comparable(reply: unknown): unknown {
  if (!Array.isArray(reply)) return reply;
  const items: unknown[] = reply;
  return items.map((item, at) => (IGNORED_FIELDS.has(String(items[at - 1])) ? '-' : comparable(item)));
}

describeWithRedis('the simulated Redis says the same as a real one:', () => {
  let real: SpecRedis;
  let simulated: TcpFront;
  beforeAll(async () => {
    real = await startSpecRedis();
    simulated = await TcpFront.start();
  });
  afterAll(async () => {
    await simulated.stop();
    await real.stop();
  });

  it.each(Object.entries(SCRIPTS))('%s', async (_, script) => {
    if (!real.isPrivate) return;
    const [expected, actual] = [
      await play(`${real.url}?protocol=2`, script),
      await play(`${simulated.url}?protocol=2`, script),
    ];
    expect(actual).toEqual(expected);
  });
});
