import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { raiseInliningBudget } from '@backlay/service';
import { EventLogReader, GapError, NODE_STORAGE, SYSTEM_TIMERS } from '@backlay/transport';
import { Logger } from '@nestjs/common';
import { readConfig, type EngineConfig } from './config.js';
import { LogReplay } from './event-log/log-replay.js';
import type { Exchange } from './matching/exchange.js';
import { Replayer } from './sequencer/replayer.js';
import type { EngineState } from './snapshot/engine-state.js';
import { newEngineState } from './snapshot/new-engine-state.js';
import { loadNewestSnapshot } from './snapshot/snapshot-choice.js';
import { SnapshotStore } from './snapshot/snapshot-store.js';

/*
 * `node dist/apps/engine/src/verify.js --sequence N`: executes the commands of the log in a fresh state, up to a sequence,
 * and prints what the state then is, as one line of JSON. It begins with the log's first command and without any snapshot;
 * only when the retention has removed that one, with the newest snapshot. It only reads, so the engine may run meanwhile.
 * Settings are those of the engine.
 */

/** How long to wait for the last commands to become durable, ms. */
const DURABLE_WAIT_MS = 10_000;

interface Replayed {
  readonly exchange: Exchange;
  /** Sequence of the snapshot it began with; 0 when it began with the first command. */
  readonly fromSnapshot: number;
}

async function replayTo(sequence: number): Promise<Replayed> {
  const config = readConfig(process.env);
  const state = newEngineState(config);
  const { exchange } = state;
  const fromSnapshot = (await beginsWithTheFirst(config.logDirectory))
    ? 0
    : await loadSnapshot(state, config);
  if (fromSnapshot > sequence) throw new Error(`the only state to begin with is of sequence ${fromSnapshot}`);
  const source = await EventLogReader.open({ directory: config.logDirectory, afterSequence: fromSnapshot });
  const replay = new LogReplay({ source, replayer: new Replayer(state), timers: SYSTEM_TIMERS });
  try {
    const patience = AbortSignal.timeout(DURABLE_WAIT_MS);
    for (await replay.to(sequence); exchange.sequence < sequence; await replay.to(sequence)) {
      if (patience.aborted) throw new Error(`the log ends with sequence ${exchange.sequence}`);
      await source.waitForMore(patience);
    }
    return { exchange, fromSnapshot };
  } finally {
    await source.close();
  }
}

async function beginsWithTheFirst(directory: string): Promise<boolean> {
  const reader = await EventLogReader.open({ directory });
  try {
    await reader.next();
    return true;
  } catch (error) {
    if (error instanceof GapError) return false;
    throw error;
  } finally {
    await reader.close();
  }
}

async function loadSnapshot(state: EngineState, config: EngineConfig): Promise<number> {
  const { logDirectory, snapshotDirectory, shard } = config;
  const snapshots = new SnapshotStore({ directory: snapshotDirectory, shard });
  const choice = { state, snapshots, logDirectory, storage: NODE_STORAGE, logger: new Logger('verify') };
  // Nothing is ahead of the log for whoever only reads: that one is the engine's to judge.
  const sequence = await loadNewestSnapshot({ ...choice, lastSequence: Number.MAX_SAFE_INTEGER });
  if (sequence > 0) return sequence;
  throw new Error(
    `${logDirectory} does not begin with sequence 1, and there is no snapshot in ${snapshotDirectory}`,
  );
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { sequence: { type: 'string' } } });
  const sequence = Number(values.sequence);
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new Error('--sequence must be a sequence');
  const { exchange, fromSnapshot } = await replayTo(sequence);
  const { chain, accepted, refused } = exchange.progress;
  const state = { sequence, stateHash: exchange.stateHash(), chain, accepted, refused, fromSnapshot };
  process.stdout.write(`${JSON.stringify(state)}\n`);
}

raiseInliningBudget();
// Standard output has nothing but the answer.
Logger.overrideLogger(false);
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
