import type { LoggerService } from '@nestjs/common';
import { EventLogWriter, type LogStorage, type Timers } from '@backlay/transport';
import { ProblemError } from '../../../apps/engine/src/http/problem.js';
import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import { EngineStatus } from '../../../apps/engine/src/sequencer/engine-status.js';
import { Sequencer } from '../../../apps/engine/src/sequencer/sequencer.js';
import { recoverState } from '../../../apps/engine/src/snapshot/recover-state.js';
import { SnapshotStore } from '../../../apps/engine/src/snapshot/snapshot-store.js';
import {
  LOG_DIRECTORY,
  makeEngineParts,
  SHARD,
  SNAPSHOT_DIRECTORY,
  type EngineParts,
} from './engine-parts.js';

const COMMANDS_IN_FLIGHT = 50;

export interface SimEngineOptions {
  readonly storage: LogStorage;
  readonly timers: Timers;
  readonly logger: LoggerService;
  /** The engine's wall clock. */
  readonly now: () => number;
  readonly segmentBytes: number;
  readonly policy: 'fsync' | 'os';
  /** A planted bug. */
  readonly forgetsNames?: boolean;
}

/** What a client of the engine gets. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** Whether the command was taken: otherwise the client sends it again. */
  readonly isFinal: boolean;
}

/** The engine without its HTTP side, over a simulated disk and simulated time. */
export class SimEngine {
  readonly status = new EngineStatus();
  readonly sequencer: Sequencer;
  readonly #parts: EngineParts;
  readonly #snapshots: SnapshotStore;
  #log: EventLogWriter | undefined;

  constructor(private readonly options: SimEngineOptions) {
    this.#parts = makeEngineParts(options, options.forgetsNames);
    const { exchange, firstAnswers } = this.#parts;
    const bounds = { shard: SHARD, commandsInFlightMax: COMMANDS_IN_FLIGHT };
    this.sequencer = new Sequencer({
      exchange,
      firstAnswers,
      status: this.status,
      now: options.now,
      ...bounds,
    });
    const { storage } = options;
    this.#snapshots = new SnapshotStore({ directory: SNAPSHOT_DIRECTORY, shard: SHARD, storage });
  }

  get epoch(): number {
    return this.#log?.epoch ?? 0;
  }

  get stateHash(): string {
    return this.#parts.exchange.stateHash();
  }

  /** Why the log has stopped, if it has. */
  get failure(): Error | undefined {
    return this.#log?.failure;
  }

  /** Opens the log and makes its state again. @returns what it began with @throws whatever the log is refused for */
  async recover(): Promise<{ snapshotSequence: number; commands: number }> {
    const { storage, timers, logger, segmentBytes, policy } = this.options;
    const common = { storage, timers, logger };
    this.#log = await EventLogWriter.open({
      ...common,
      directory: LOG_DIRECTORY,
      segmentBytes,
      policy,
      shard: SHARD,
    });
    const recovery = await recoverState({
      ...common,
      state: this.#parts.state,
      logDirectory: LOG_DIRECTORY,
      snapshots: this.#snapshots,
    });
    this.sequencer.attach(this.#log);
    this.status.becomeReady();
    return recovery;
  }

  /** What the order and market routes do with a command. */
  async handle(command: EngineCommand): Promise<Reply> {
    try {
      const answer = await this.sequencer.submit(command);
      await this.sequencer.whenDurable(answer.sequence);
      return { status: answer.status, body: answer.body, isFinal: !answer.body.includes('COMMAND_ID_EARLY') };
    } catch (error) {
      // The filter of the routes answers what nobody foresaw: 500, and the outcome is unknown.
      if (!(error instanceof ProblemError)) return { status: 500, body: String(error), isFinal: false };
      return { status: error.problem.status, body: JSON.stringify(error.problem), isFinal: false };
    }
  }

  /** Makes a snapshot as the replica does: from the log, in a state of its own. @returns its sequence */
  async snapshot(): Promise<number> {
    const { storage, timers, logger } = this.options;
    const { state } = makeEngineParts(this.options);
    const common = { state, logDirectory: LOG_DIRECTORY, snapshots: this.#snapshots };
    await recoverState({ ...common, storage, timers, logger });
    const { sequence } = await this.#snapshots.write(state.save(), (readBack) => {
      makeEngineParts(this.options).state.load(readBack);
    });
    return sequence;
  }
}
