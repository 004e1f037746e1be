import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EventLogBatch } from '@backlay/transport';
import type { CommandHorizon } from '../answers/command-index.js';
import type { ReplayedNames } from '../sequencer/replayed-names.js';
import type { ReadBatch, ReadEnd, ReplayTask } from './replay-messages.js';
import {
  openReplaySource,
  type OpenReplaySource,
  type ReplaySource,
  type ReplaySourceOptions,
} from './replay-source.js';

/** With fewer commands to execute a second thread costs more than it saves. */
const COMMANDS_MIN = 200_000;

const WORKER = new URL('./replay-worker.js', import.meta.url);

export interface ThreadedSourceOptions extends ReplaySourceOptions {
  /** Of the index of names. */
  readonly horizon: CommandHorizon;
  /** What the thread runs. Default: `replay-worker.js` beside this file. */
  readonly worker?: URL;
}

/** Has a long log read by a thread of its own, and a short one in the thread that executes it. */
export function threadedSource(horizon: CommandHorizon): OpenReplaySource {
  return (options) =>
    options.lastSequence - options.afterSequence < COMMANDS_MIN
      ? openReplaySource(options)
      : Promise.resolve(ThreadedSource.open({ ...options, horizon }));
}

/**
 * Gives records that another thread reads ahead, checks and indexes by name, so that half of the work of a replay runs
 * beside the other half. The index of names is that thread's until it ends; what is left of the log then, be it nothing or
 * a damaged record, is read here.
 */
export class ThreadedSource implements ReplaySource, ReplayedNames {
  readonly #options: ThreadedSourceOptions;
  readonly #worker: Worker;
  readonly #messages: NodeJS.AsyncIterator<[ReadBatch | ReadEnd]>;
  #delivered: number;
  /** Number of the memory of the batch that is being executed. */
  #memory: number | undefined;
  #rest: ReplaySource | undefined;

  private constructor(options: ThreadedSourceOptions, worker: Worker) {
    this.#options = options;
    this.#worker = worker;
    this.#delivered = options.afterSequence;
    // `close`: a thread that ends without a last word ends the messages, too.
    this.#messages = on(worker, 'message', { close: ['exit'] }) as NodeJS.AsyncIterator<
      [ReadBatch | ReadEnd]
    >;
  }

  static open(options: ThreadedSourceOptions): ThreadedSource {
    const { directory, afterSequence, horizon, state, worker = WORKER } = options;
    const task: ReplayTask = { directory, afterSequence, horizon, names: state.namesPart.save() };
    const thread = new Worker(worker, { workerData: task, execArgv: [] });
    state.namesPart.clear();
    return new ThreadedSource(options, thread);
  }

  get names(): ReplayedNames {
    return this;
  }

  /** Only those of what the other thread did not read. */
  keepReplayed(bytes: Uint8Array, start: number, end: number, sequence: number, timeMs: number): void {
    this.#rest?.names.keepReplayed(bytes, start, end, sequence, timeMs);
  }

  /** @throws Error when the thread ended without a last word; and what an `EventLogReader` throws */
  async next(): Promise<EventLogBatch | undefined> {
    this.#giveBack();
    if (this.#rest !== undefined) return this.#rest.next();
    const { done, value } = await this.#nextMessage();
    if (done === true) throw new Error('the thread that reads the event log has ended before its end');
    const [message] = value;
    if ('names' in message) {
      this.#rest = await this.#openRest(message);
      return this.#rest.next();
    }
    return this.#batchOf(message);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    await this.#rest?.close();
  }

  #batchOf({ epoch, count, memory: { number, bytes, starts } }: ReadBatch): EventLogBatch {
    this.#memory = number;
    this.#delivered += count;
    return new EventLogBatch(epoch, count, { bytes: Buffer.from(bytes.buffer), starts });
  }

  async #nextMessage(): Promise<IteratorResult<[ReadBatch | ReadEnd]>> {
    try {
      return await this.#messages.next();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the thread that reads the event log has failed: ${reason}`, { cause: error });
    }
  }

  #openRest({ names }: ReadEnd): Promise<ReplaySource> {
    const { state } = this.#options;
    state.namesPart.clear();
    state.namesPart.load(names);
    return openReplaySource({ ...this.#options, afterSequence: this.#delivered });
  }

  #giveBack(): void {
    const memory = this.#memory;
    if (memory === undefined) return;
    this.#memory = undefined;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads has no origin
    this.#worker.postMessage(memory);
  }
}
