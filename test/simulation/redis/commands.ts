import type { CommandContext } from './command-context.js';
import { xack, xautoclaim, xgroup, xinfo, xpending, xreadgroup } from './group-commands.js';
import { del, exists, expire, get, hello, info, ok, ping, set } from './key-commands.js';
import type { Reply } from './resp.js';
import { xadd, xdel, xlen, xrange, xread, xrevrange, xsetid, xtrim } from './stream-commands.js';
import type { Words } from './words.js';

/** @returns undefined when the client waits */
export type Command = (context: CommandContext, words: Words) => Reply | undefined;

export const COMMANDS: Readonly<Record<string, Command>> = {
  CLIENT: ok,
  CONFIG: ok,
  DEL: del,
  EXISTS: exists,
  GET: get,
  HELLO: hello,
  INFO: info,
  PEXPIRE: expire,
  PING: ping,
  SET: set,
  XACK: xack,
  XADD: xadd,
  XAUTOCLAIM: xautoclaim,
  XDEL: xdel,
  XGROUP: xgroup,
  XINFO: xinfo,
  XLEN: xlen,
  XPENDING: xpending,
  XRANGE: xrange,
  XREAD: xread,
  XREADGROUP: xreadgroup,
  XREVRANGE: xrevrange,
  XSETID: xsetid,
  XTRIM: xtrim,
};

/** Refused when memory is full. */
export const TAKES_MEMORY: ReadonlySet<string> = new Set([
  'XADD',
  'SET',
  'XGROUP CREATE',
  'XGROUP CREATECONSUMER',
]);
