import { ExchangeEventCodec } from '@backlay/contracts';
import { Tables } from '../database/tables.js';
import { SHARD } from '../engine/engine-parts.js';
import { GROUPS } from '../engine/stream.js';
import type { World } from '../world.js';
import type { Reference } from './reference.js';

/** What every consumer has made of the events is what one makes who gets each of them once, in order. */
export function checkProjections({ database, report }: World, { commands }: Reference): void {
  const expected = new Tables();
  const codec = new ExchangeEventCodec(SHARD);
  for (const { payload } of commands) for (const event of codec.decode(payload)) expected.apply(event);
  for (const group of GROUPS) {
    const tables = database.tables({ consumer: group });
    const sequence = tables.checkpoint?.sequence ?? 0;
    if (sequence !== commands.length) report(`${group} stands at ${sequence} of ${commands.length} commands`);
    if (tables.rows() !== expected.rows()) report(`${group} has other rows: ${difference(tables, expected)}`);
  }
}

function difference(tables: Tables, expected: Tables): string {
  const [actual, wanted] = [tables.rows().split('\n'), expected.rows().split('\n')];
  const at = wanted.findIndex((row, index) => row !== actual[index]);
  return at === -1
    ? `${actual.length - wanted.length} rows too many`
    : `"${actual[at] ?? ''}" in place of "${wanted[at] ?? ''}"`;
}
