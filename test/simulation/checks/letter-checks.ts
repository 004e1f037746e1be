import { ExchangeEventCodec } from '@backlay/contracts';
import { ConsumerLedger } from '@backlay/persistence';
import { allDeadLetters, type DeadLetter, type DeadLetters } from '@backlay/transport';
import { Redriver } from '../../../libs/consumer/src/dead-letters/redriver.js';
import { lettersOf } from '../consumer/letters.js';
import { SimProjector } from '../consumer/sim-projector.js';
import type { SimProcess } from '../core/process.js';
import { SHARD } from '../engine/engine-parts.js';
import { GROUPS } from '../engine/stream.js';
import { storeOf } from '../mutations/mutated-store.js';
import type { World } from '../world.js';
import { difference, project } from './projection-checks.js';
import type { Reference } from './reference.js';

/** Faults of the database while letters are made good: chance that a call breaks its connection. */
const BREAK_CHANCE = 0.15;

/** For each sequence that was skipped there is one letter, with its events, and there is none for anything else. */
export async function checkLetters(
  world: World,
  process: SimProcess,
  { commands }: Reference,
): Promise<void> {
  const { database, report, redis } = world;
  for (const group of GROUPS) {
    const missing = database.tables({ consumer: group }).missing();
    const found = new Set<number>();
    for (const { id, firstSequence, lastSequence, payload } of await lettersFor(world, process, group)) {
      if (firstSequence !== lastSequence) report(`${group} has the letter ${id} for several sequences`);
      if (found.has(lastSequence)) report(`${group} has two letters for ${lastSequence}`);
      found.add(lastSequence);
      if (!missing.has(lastSequence))
        report(`${group} has a letter for ${lastSequence}, which it has applied`);
      const wanted = eventsOf(commands[lastSequence - 1]?.payload ?? Buffer.alloc(0));
      const events = eventsOf(payload);
      if (events !== wanted)
        report(
          `${group} has the letter ${id} with other events than the log's: ${events} in place of ${wanted}`,
        );
    }
    // Letters in Redis are as durable as that Redis: its README says so.
    if (redis.hasForgotten) continue;
    for (const sequence of missing)
      if (!found.has(sequence)) report(`${group} has skipped ${sequence} without a letter`);
  }
}

/** What was skipped is applied once the reason is gone, and then everything is there once. */
export async function redriveAll(world: World, process: SimProcess, { commands }: Reference): Promise<void> {
  const { database, poison, report } = world;
  poison.mendAll();
  for (const group of GROUPS) {
    const letters = lettersOf(world, process, group);
    const redriver = redriverOf(world, process, group, letters);
    database.faults.breakChance = BREAK_CHANCE;
    for (const letter of await lettersFor(world, process, group)) await redriveInTheEnd(redriver, letter);
    database.faults.breakChance = 0;
    if ((await letters.count()) > 0) report(`${group} has letters left after all were made good`);
    await letters.close();
    const tables = database.tables({ consumer: group });
    const missing = tables.missing();
    const expected = project(commands.filter(({ sequence }) => !missing.has(sequence))).sortedRows();
    if (tables.sortedRows() !== expected)
      report(
        `${group} has other rows after letters were made good: ${difference(tables.sortedRows(), expected)}`,
      );
  }
}

/** In words; the same events may be encoded in more than one way. */
function eventsOf(payload: Buffer): string {
  return JSON.stringify(new ExchangeEventCodec(SHARD).decode(payload));
}

async function lettersFor(world: World, process: SimProcess, group: string): Promise<DeadLetter[]> {
  const source = lettersOf(world, process, group);
  const letters: DeadLetter[] = [];
  for await (const letter of allDeadLetters(source)) letters.push(letter);
  await source.close();
  return letters;
}

function redriverOf(world: World, process: SimProcess, group: string, letters: DeadLetters): Redriver {
  const store = storeOf(world.database, process, world.scenario.mutation);
  const ledger = new ConsumerLedger(store, { consumer: group, shard: SHARD }, { owner: process.name });
  return new Redriver(letters, ledger, [new SimProjector(group, world.poison)]);
}

/** An operator tries as often as it takes. */
async function redriveInTheEnd(redriver: Redriver, letter: DeadLetter): Promise<void> {
  for (;;) {
    try {
      await redriver.redrive(letter);
      return;
    } catch {
      // Nothing is known of what was done: that is what it may be repeated for.
    }
  }
}
