import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { appendRecords, openTestWriter } from './test-log.js';

/*
 * A process that appends to a log until it is killed: `node append-forever.js DIRECTORY`. Prints a line with the last
 * sequence for every commit that was confirmed, at once, so that what it printed is what it has promised.
 */
const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: append-forever DIRECTORY');
const writer = await openTestWriter(directory);
writer.onDurable({ durable: (sequence) => void writeSync(1, `${sequence}\n`) });
for (;;) {
  appendRecords(writer, 1 + Math.floor(Math.random() * 40));
  if (Math.random() < 0.5) await writer.flush();
  else await delay(Math.random() * 2);
}
