import { EventLogWriter, type LogStorage, type Timers } from '@backlay/transport';
import { Logger } from '@nestjs/common';
import type { CommandHorizon } from '../../../apps/engine/src/answers/command-index.js';
import { readConfig, type EngineConfig } from '../../../apps/engine/src/config.js';
import {
  EventLogService,
  type RecoveryReport,
} from '../../../apps/engine/src/event-log/event-log.service.js';
import { openReplaySource } from '../../../apps/engine/src/event-log/replay-source.js';
import { ProblemError } from '../../../apps/engine/src/http/problem.js';
import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { PublishingService } from '../../../apps/engine/src/publishing/publishing.service.js';
import { EngineStatus } from '../../../apps/engine/src/sequencer/engine-status.js';
import { Sequencer } from '../../../apps/engine/src/sequencer/sequencer.js';
import { LogRetention } from '../../../apps/engine/src/snapshot/log-retention.js';
import { makeSnapshot, type SnapshotReport } from '../../../apps/engine/src/snapshot/make-snapshot.js';
import { SnapshotStore } from '../../../apps/engine/src/snapshot/snapshot-store.js';
import { makeEngineParts, SHARD, type EngineParts, type EnginePlace } from './engine-parts.js';

const COMMANDS_IN_FLIGHT = 50;
const SNAPSHOTS_KEPT = 2;

export interface SimEngineOptions {
  readonly storage: LogStorage;
  readonly timers: Timers;
  /** The engine's wall clock. */
  readonly now: () => number;
  readonly segmentBytes: number;
  readonly policy: 'fsync' | 'os';
  readonly place: EnginePlace;
  /** Default: so long that nothing is forgotten in a run. */
  readonly horizon?: CommandHorizon;
  /** Undefined keeps the whole log. */
  readonly logRetentionCommands: number | undefined;
  readonly backbone: EngineConfig['backbone'];
  /** A planted bug. */
  readonly forgetsNames?: boolean;
}

/** What a client of the engine gets. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** Whether the command was taken: otherwise the client sends it again. */
  readonly isFinal: boolean;
  /** The name is so old that nobody knows what became of it. */
  readonly isExpired?: boolean;
}

/** The engine without its HTTP side, over a simulated disk and simulated time. */
export class SimEngine {
  readonly status = new EngineStatus();
  readonly sequencer: Sequencer;
  readonly log: EventLogService;
  readonly config: EngineConfig;
  readonly parts: EngineParts;
  readonly #snapshots: SnapshotStore;
  readonly #inFlight = new Set<Promise<unknown>>();
  #writer: EventLogWriter | undefined;

  constructor(private readonly options: SimEngineOptions) {
    const { storage, now, place } = options;
    this.parts = makeEngineParts(options, options.forgetsNames);
    const { exchange, firstAnswers, state } = this.parts;
    const { status } = this;
    const bounds = { shard: SHARD, commandsInFlightMax: COMMANDS_IN_FLIGHT };
    this.sequencer = new Sequencer({
      exchange,
      firstAnswers,
      status,
      now,
      ...bounds,
    });
    this.config = configOf(options);
    this.#snapshots = new SnapshotStore({
      directory: place.snapshotDirectory,
      shard: SHARD,
      storage,
    });
    this.log = new EventLogService(
      this.config,
      async (given) =>
        (this.#writer = await EventLogWriter.open({
          ...given,
          timers: options.timers,
        })),
      storage,
      openReplaySource,
      this.sequencer,
      status,
      state,
      this.#snapshots,
    );
  }

  get epoch(): number {
    return this.log.epoch;
  }

  get stateHash(): string {
    return this.parts.exchange.stateHash();
  }

  /** Why the log has stopped, if it has. */
  get failure(): Error | undefined {
    return this.#writer?.failure;
  }

  /**
   * Opens the log and makes its state again.
   * @param beforeReady the last thing before commands are taken
   * @returns what it began with @throws whatever the log is refused for
   */
  recover(beforeReady: () => void): Promise<RecoveryReport> {
    return this.log.recover(() => Promise.resolve(beforeReady()));
  }

  /** What the order and market routes do with a command. */
  handle(command: EngineCommand): Promise<Reply> {
    const reply = this.#handle(command);
    this.#inFlight.add(reply);
    void reply.finally(() => this.#inFlight.delete(reply));
    return reply;
  }

  /** Takes no more commands, answers those in flight, then closes the log and says what it was. */
  async stop(stopPublishing: () => Promise<void>): Promise<void> {
    this.status.beginStopping();
    await Promise.all(this.#inFlight);
    await Promise.all([stopPublishing(), this.log.onApplicationShutdown()]);
  }

  /** What shortens the log after a snapshot. */
  retention(publishing: PublishingService): LogRetention {
    const { storage } = this.options;
    return new LogRetention(
      this.config,
      storage,
      this.log,
      this.sequencer,
      publishing,
      this.parts.firstAnswers,
    );
  }

  /** Makes a snapshot as the thread beside the engine does. @returns undefined when there is nothing new */
  snapshot(): Promise<SnapshotReport | undefined> {
    const { storage, timers, place } = this.options;
    return makeSnapshot({
      newState: () => makeEngineParts(this.options).state,
      kept: SNAPSHOTS_KEPT,
      logDirectory: place.logDirectory,
      snapshots: this.#snapshots,
      logger: new Logger('Snapshot'),
      storage,
      timers,
    });
  }

  async #handle(command: EngineCommand): Promise<Reply> {
    try {
      const answer = await this.sequencer.submit(command);
      await this.sequencer.whenDurable(answer.sequence);
      const { status, body } = answer;
      const isExpired = body.includes('COMMAND_ID_EXPIRED');
      return { status, body, isFinal: !isExpired && !body.includes('COMMAND_ID_EARLY'), isExpired };
    } catch (error) {
      // The filter of the routes answers what nobody foresaw: 500, and the outcome is unknown.
      if (!(error instanceof ProblemError)) return { status: 500, body: String(error), isFinal: false };
      return {
        status: error.problem.status,
        body: JSON.stringify(error.problem),
        isFinal: false,
      };
    }
  }
}

function configOf({
  place,
  backbone,
  policy,
  segmentBytes,
  logRetentionCommands,
}: SimEngineOptions): EngineConfig {
  return {
    ...readConfig({}),
    ...place,
    backbone,
    logPolicy: policy,
    logSegmentBytes: segmentBytes,
    logRetentionCommands,
    shard: SHARD,
  };
}
