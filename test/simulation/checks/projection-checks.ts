import { ExchangeEventCodec } from '@backlay/contracts';
import { Tables } from '../database/tables.js';
import { SHARD } from '../engine/engine-parts.js';
import { GROUPS } from '../engine/stream.js';
import type { World } from '../world.js';
import type { LoggedCommand, Reference } from './reference.js';

/**
 * What every consumer has made of the events is what one makes who gets each of them once, in order; but for those that it
 * could not handle, if it may go past them.
 */
export function checkProjections(
  { database, poison, scenario, report }: World,
  { commands, money }: Reference,
): void {
  if (money.surplus !== 0) report(`${money.surplus} minor units have appeared, or were lost if below 0`);
  for (const group of GROUPS) {
    const tables = database.tables({ consumer: group });
    const sequence = tables.checkpoint?.sequence ?? 0;
    if (sequence !== commands.length) report(`${group} stands at ${sequence} of ${commands.length} commands`);
    const missing = tables.missing();
    for (const skipped of missing) {
      if (scenario.onPoison !== 'skip' || !poison.isIn(group, skipped))
        report(`${group} has skipped ${skipped}, which it can handle`);
    }
    const expected = project(commands.filter((command) => !missing.has(command.sequence)));
    if (tables.rows() !== expected.rows())
      report(`${group} has other rows: ${difference(tables.rows(), expected.rows())}`);
    if (missing.size > 0) continue;
    for (const [accountId, balance] of money.balances) {
      const stored = tables.balanceOf(accountId);
      if (stored !== balance)
        report(`${group} has ${stored} of the money of ${accountId}, the engine ${balance}`);
    }
  }
}

/** What these commands make in empty tables. */
export function project(commands: readonly LoggedCommand[]): Tables {
  const tables = new Tables();
  const codec = new ExchangeEventCodec(SHARD);
  for (const { payload } of commands) for (const event of codec.decode(payload)) tables.apply(event);
  return tables;
}

/** The first row that is another one, in words. */
export function difference(actualRows: string, expectedRows: string): string {
  const [actual, wanted] = [actualRows.split('\n'), expectedRows.split('\n')];
  const at = wanted.findIndex((row, index) => row !== actual[index]);
  return at === -1
    ? `${actual.length - wanted.length} rows too many`
    : `"${actual[at] ?? ''}" in place of "${wanted[at] ?? ''}"`;
}
