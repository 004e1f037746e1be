import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { EventLogReader } from '@backlay/transport';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { OPEN_COMMAND_LOG, type CommandLog, type OpenCommandLog } from './command-log.js';

/** What a replay did. */
export interface RecoveryReport {
  readonly commands: number;
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

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    @Inject(OPEN_COMMAND_LOG) private readonly openLog: OpenCommandLog,
    private readonly sequencer: Sequencer,
    private readonly status: EngineStatus,
  ) {}

  /** Of the current start; 0 until the log is open. */
  get epoch(): number {
    return this.#log?.epoch ?? 0;
  }

  /**
   * Opens the log, executes its commands again and lets new ones in. Later calls return the same promise.
   * @throws ReplayMismatchError, JournalFormatError and what the transport throws of a damaged, locked or foreign log
   */
  recover(): Promise<RecoveryReport> {
    this.#recovery ??= this.#recoverOnce();
    return this.#recovery;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#recovery?.catch(() => undefined);
    await this.#log?.close().catch((error: unknown) => {
      this.#logger.error(
        `closing the event log failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  async #recoverOnce(): Promise<RecoveryReport> {
    const started = performance.now();
    const { logDirectory: directory, shard, logPolicy: policy, logSegmentBytes: segmentBytes } = this.config;
    const log = await this.openLog({
      directory,
      shard,
      policy,
      segmentBytes,
      pendingBytesMax: PENDING_BYTES_MAX,
    });
    this.#log = log;
    await this.#replay(directory);
    if (this.status.phase === 'STARTING') {
      this.sequencer.attach(log);
      this.status.becomeReady();
    }
    return {
      commands: this.sequencer.lastSequence,
      durationMs: performance.now() - started,
      epoch: log.epoch,
    };
  }

  /** Reading a batch lets the event loop turn, so that health checks are answered meanwhile. */
  async #replay(directory: string): Promise<void> {
    const reader = await EventLogReader.open({ directory });
    try {
      for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
        if (this.status.phase !== 'STARTING') return;
        for (let index = 0; index < batch.count; index++) {
          this.sequencer.replay({
            sequence: batch.sequence(index),
            payload: batch.payload(index),
            journal: batch.journal(index),
          });
        }
      }
    } finally {
      await reader.close();
    }
  }
}
