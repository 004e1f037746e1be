import { parentPort, workerData } from 'node:worker_threads';
import { EventLogReader } from '@backlay/transport';
import { FirstAnswers } from '../answers/first-answers.js';
import { keepNames } from '../sequencer/journal-names.js';
import { BatchPool } from './batch-pool.js';
import type { ReadEnd, ReplayTask } from './replay-messages.js';

/*
 * A thread that reads a log ahead of the one that executes it, checks the records and indexes the names of the commands.
 * When it cannot read on it only ends: the other thread reads on by itself then, and meets the same error.
 */
const { directory, afterSequence, horizon, names } = workerData as ReplayTask;
const port = parentPort;
if (port === null) throw new Error('this is the main file of a thread');

const known = FirstAnswers.create({ horizon, commandsInFlightMax: 1, log: { directory } });
known.index.load(names);
const pool = new BatchPool();
port.on('message', (memory: number) => pool.giveBack(memory));
try {
  const reader = await EventLogReader.open({ directory, afterSequence });
  try {
    for await (const batch of reader.batches()) {
      const copy = await pool.copy(batch);
      keepNames(batch, known);
      port.postMessage(copy);
    }
  } finally {
    await reader.close();
  }
} catch {
  // See above.
}
const end: ReadEnd = { names: known.index.save() };
port.postMessage(
  end,
  Object.values(end.names.blocks).map(({ buffer }) => buffer as ArrayBuffer),
);
port.close();
