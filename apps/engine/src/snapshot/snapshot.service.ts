import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { LogRetention } from './log-retention.js';
import type { SnapshotReport } from './make-snapshot.js';
import { SnapshotStore } from './snapshot-store.js';
import type { SnapshotTask } from './snapshot-worker.js';

/** How often the growth of the log is looked at, in ms. */
const LOOK_INTERVAL_MS = 1_000;
/** After a failure the next attempt waits so long, in ms. */
const RETRY_AFTER_MS = 60_000;

export const SNAPSHOT_STATES = ['OFF', 'IDLE', 'RUNNING', 'FAILED'] as const;

/** How the snapshots are doing. */
export interface SnapshotStatus {
  /** `OFF` by SNAPSHOT_COMMANDS=0. After a failure another attempt is made when the reason may have passed. */
  readonly state: (typeof SNAPSHOT_STATES)[number];
  /** Sequence of the newest snapshot; null when there is none. */
  readonly sequence: number | null;
  /** Of the latest snapshot that this process made, in ms; null before the first. */
  readonly durationMs: number | null;
  /** Its size. */
  readonly bytes: number | null;
  /** Why the latest attempt failed; empty when it did not. */
  readonly reason: string;
}

/**
 * Has a snapshot made, in a thread of its own, whenever the log has grown enough. That it fails stops nothing: the log is
 * the truth, and a start without the snapshot takes longer. Only its reason is told, and it is tried again.
 */
@Injectable()
export class SnapshotService implements OnApplicationShutdown {
  readonly #logger = new Logger(SnapshotService.name);
  readonly #worker = new URL('./snapshot-worker.js', import.meta.url);
  #timer: NodeJS.Timeout | undefined;
  #running: Worker | undefined;
  #finished: Promise<void> = Promise.resolve();
  #retryAtMs = 0;
  #newest = 0;
  #latest: { readonly durationMs: number; readonly bytes: number } | undefined;
  #reason = '';

  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    private readonly sequencer: Sequencer,
    private readonly snapshots: SnapshotStore,
    private readonly retention: LogRetention,
  ) {}

  get status(): SnapshotStatus {
    return {
      state: this.#state(),
      sequence: this.#newest === 0 ? null : this.#newest,
      durationMs: this.#latest?.durationMs ?? null,
      bytes: this.#latest?.bytes ?? null,
      reason: this.#reason,
    };
  }

  /** Begins to look at the log's growth. The engine is ready. */
  async start(): Promise<void> {
    if (this.config.snapshotCommands === 0) return;
    this.#newest = (await this.snapshots.list())[0] ?? 0;
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.terminate();
    await this.#finished;
  }

  #state(): SnapshotStatus['state'] {
    if (this.config.snapshotCommands === 0) return 'OFF';
    if (this.#running !== undefined) return 'RUNNING';
    return this.#reason === '' ? 'IDLE' : 'FAILED';
  }

  #look(): void {
    if (this.#running !== undefined || performance.now() < this.#retryAtMs) return;
    if (this.sequencer.durableSequence - this.#newest < this.config.snapshotCommands) return;
    const started = performance.now();
    this.#finished = this.#make()
      .then((report) => this.#succeed(report, performance.now() - started))
      .catch((error: unknown) => this.#fail(error));
  }

  /** Resolves to undefined when the thread was ended, or had nothing to do. */
  #make(): Promise<SnapshotReport | undefined> {
    const { shard, completedOrders, commandHorizon, logDirectory, snapshotDirectory, snapshotsKept } =
      this.config;
    const task: SnapshotTask = {
      shard,
      completedOrders,
      commandHorizon,
      logDirectory,
      snapshotDirectory,
      snapshotsKept,
    };
    const worker = new Worker(this.#worker, { workerData: task, execArgv: [] });
    this.#running = worker;
    return new Promise((resolve, reject) => {
      let report: SnapshotReport | undefined;
      worker.on('message', (message: SnapshotReport) => (report = message));
      worker.on('error', reject);
      worker.on('exit', () => resolve(report));
    }).finally(() => (this.#running = undefined)) as Promise<SnapshotReport | undefined>;
  }

  async #succeed(report: SnapshotReport | undefined, durationMs: number): Promise<void> {
    if (report === undefined) return;
    this.#newest = report.sequence;
    this.#latest = { durationMs: Math.round(durationMs), bytes: report.bytes };
    this.#reason = '';
    await this.retention.apply(report.oldestKept);
  }

  #fail(error: unknown): void {
    this.#reason = error instanceof Error ? error.message : String(error);
    this.#retryAtMs = performance.now() + RETRY_AFTER_MS;
    this.#logger.error(`no snapshot could be made: ${this.#reason}`);
  }
}
