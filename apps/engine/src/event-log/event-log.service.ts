import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { LogStorage } from '@backlay/transport';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG, LOG_STORAGE } from '../engine-config.module.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { writeClosingState } from '../snapshot/closing-state.js';
import { EngineState } from '../snapshot/engine-state.js';
import { recoverState, type Recovery } from '../snapshot/recover-state.js';
import { SnapshotStore } from '../snapshot/snapshot-store.js';
import { OPEN_COMMAND_LOG, type CommandLog, type OpenCommandLog } from './command-log.js';
import { OPEN_REPLAY_SOURCE, type OpenReplaySource } from './replay-source.js';

/** What a start did. */
export interface RecoveryReport extends Recovery {
  readonly durationMs: number;
  /** Of the epoch that began with this start. */
  readonly epoch: number;
}

/** Most bytes of records that may wait for the disk before commands are refused. */
const PENDING_BYTES_MAX = 256 * 1024 * 1024;

/** Owns the event log: opens it, replays it at the start, closes it at the end. */
@Injectable()
export class EventLogService implements OnApplicationShutdown {
  readonly #logger = new Logger(EventLogService.name);
  #log: CommandLog | undefined;
  #recovery: Promise<RecoveryReport> | undefined;
  #isRecovered = false;

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    @Inject(OPEN_COMMAND_LOG) private readonly openLog: OpenCommandLog,
    @Inject(LOG_STORAGE) private readonly storage: LogStorage,
    @Inject(OPEN_REPLAY_SOURCE) private readonly openSource: OpenReplaySource,
    private readonly sequencer: Sequencer,
    private readonly status: EngineStatus,
    private readonly state: EngineState,
    private readonly snapshots: SnapshotStore,
  ) {}

  /** Of the current start; 0 until the log is open. */
  get epoch(): number {
    return this.#log?.epoch ?? 0;
  }

  /**
   * Opens the log, executes its commands again and lets new ones in. Later calls return the same promise.
   * @param beforeReady called when all is replayed; commands are let in when it is done, if nothing has spoken against it
   * @throws ReplayMismatchError, JournalFormatError and what the transport throws of a damaged, locked or foreign log
   */
  recover(beforeReady: () => Promise<void> = () => Promise.resolve()): Promise<RecoveryReport> {
    this.#recovery ??= this.#recoverOnce(beforeReady);
    return this.#recovery;
  }

  /** Removes the files of the log that hold nothing behind this sequence. @returns how many */
  removeUpTo(sequence: number): Promise<number> {
    return this.#log?.removeSegmentsBefore(sequence) ?? Promise.resolve(0);
  }

  /** Tells of every sequence that becomes durable, from now on until the log is closed. The log must be open. */
  onDurable(durable: (sequence: number) => void): void {
    this.#log?.onDurable({ durable });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#recovery?.catch(() => undefined);
    await this.#close().catch((error: unknown) => {
      // Said when it happened.
      if (error === this.#log?.failure) return;
      this.#logger.error(
        `closing the event log failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  /** Once the log is closed, all it was given is on disk under every policy: what the engine is now is what it stands for. */
  async #close(): Promise<void> {
    const log = this.#log;
    await log?.close();
    const { exchange } = this.state;
    if (!this.#isRecovered || log?.lastSequence !== exchange.sequence) return;
    await writeClosingState(exchange, this.config.logDirectory, this.storage);
  }

  async #recoverOnce(beforeReady: () => Promise<void>): Promise<RecoveryReport> {
    const started = performance.now();
    const { logDirectory: directory, shard, logPolicy: policy, logSegmentBytes: segmentBytes } = this.config;
    const log = await this.openLog({
      directory,
      shard,
      policy,
      segmentBytes,
      pendingBytesMax: PENDING_BYTES_MAX,
      storage: this.storage,
    });
    this.#log = log;
    const recovery = await recoverState({
      state: this.state,
      logDirectory: directory,
      snapshots: this.snapshots,
      logger: this.#logger,
      storage: this.storage,
      openSource: this.openSource,
      isCancelled: () => this.status.phase !== 'STARTING',
    });
    this.state.exchange.orders.prepareToFind();
    const durationMs = performance.now() - started;
    await beforeReady();
    if (this.status.phase === 'STARTING') {
      this.sequencer.attach(log);
      this.#isRecovered = true;
      this.status.becomeReady();
    }
    return { ...recovery, durationMs, epoch: log.epoch };
  }
}
