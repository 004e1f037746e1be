import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { SimProcess } from '../core/process.js';
import type { Supervisor } from '../core/supervisor.js';
import { traceLogger } from '../core/trace-logger.js';
import { flipBit } from '../disk/flip-bit.js';
import { mutatedStorage } from '../mutations/mutated-storage.js';
import type { World } from '../world.js';
import { LOG_DIRECTORY } from './engine-parts.js';
import { Publishing } from './publishing.js';
import { SimEngine, type Reply } from './sim-engine.js';

/** How often the operator looks whether the engine has stopped by itself, in ms. */
const WATCH_INTERVAL_MS = 50;

/** The machine of the engine: starts it, and starts it again. */
export class EngineHost {
  readonly supervisor: Supervisor;
  #engine: SimEngine | undefined;
  readonly #publishing: Publishing;
  /** A bit has turned over since the last start. */
  #isDamaged = false;

  constructor(private readonly world: World) {
    this.#publishing = new Publishing(world);
    this.supervisor = world.supervise('engine', (process) => this.#start(process));
  }

  /** The engine that takes commands, if there is one. */
  get current(): SimEngine | undefined {
    return this.supervisor.process === undefined ? undefined : this.#engine;
  }

  /** The stream has everything up to here; undefined while nothing is published. */
  get publishedSequence(): number | undefined {
    return this.supervisor.process === undefined ? undefined : this.#publishing.publishedSequence;
  }

  /** In words, for whoever looks for the reason of a failure. */
  get description(): string {
    const { phase, reason } = this.current?.status ?? { phase: 'DOWN', reason: '' };
    return `engine ${phase} ${reason}, publisher ${this.#publishing.description}`;
  }

  /** Whether damage of the log has ended publishing, and the publisher says so. */
  get publisherNamesDamage(): boolean {
    return this.#publishing.namesDamage;
  }

  get isReady(): boolean {
    return this.current?.status.phase === 'READY';
  }

  /** Hands a command to the engine, as if it had come over the network. `answer` is called if the engine lives so long. */
  deliver(command: EngineCommand, answer: (reply: Reply) => void): void {
    const { supervisor, current } = this;
    if (supervisor.process === undefined || current === undefined) {
      answer({ status: 0, body: 'connection refused', isFinal: false });
      return;
    }
    this.world.scheduler.enter(supervisor.process, () => void current.handle(command).then(answer));
  }

  /** A bit of the log turns over on the disk, and somebody starts the engine again. */
  flipBit(): void {
    const { world, supervisor } = this;
    const place = flipBit(world.disk, world.random, LOG_DIRECTORY);
    if (place === undefined) return;
    world.trace.say('disk', `a bit turns over: ${place}`);
    this.#isDamaged = true;
    supervisor.kill('to be started again');
  }

  /** The engine makes a snapshot beside its work; a fault of the disk only means that there is none. */
  makeSnapshot(): void {
    const { supervisor, current, world } = this;
    const { process } = supervisor;
    if (process === undefined || current === undefined || !this.isReady) return;
    world.scheduler.become(process);
    void current.snapshot().then(
      (sequence) => world.trace.say(process.name, `has a snapshot at ${sequence}`),
      (error: unknown) => world.trace.say(process.name, `has no snapshot: ${String(error)}`),
    );
  }

  /** The machine loses its power: what was not synced is gone. */
  cutPower(): void {
    this.supervisor.kill('power cut');
    if (this.world.scenario.backbone === 'log' || this.world.scenario.canRefill)
      this.world.consumers.killAll();
    // Damage of the last write and the loss of the position file at once look like a torn write: the log's README says so.
    if (!this.#isDamaged) this.world.disk.cutPower();
  }

  async #start(process: SimProcess): Promise<void> {
    const { world } = this;
    const { scenario, timers, clock, trace } = world;
    const engine = new SimEngine({
      storage: mutatedStorage(world.disk.storageFor(process), scenario.mutation),
      timers,
      logger: traceLogger(trace, process),
      now: clock.now,
      segmentBytes: scenario.segmentBytes,
      forgetsNames: scenario.mutation === 'ids-forgotten-at-start',
      policy: scenario.mutation === 'answer-before-sync' ? 'os' : 'fsync',
    });
    this.#engine = engine;
    const { snapshotSequence, commands } = await engine.recover();
    const { lastSequence } = engine.sequencer;
    trace.say(
      process.name,
      `epoch ${engine.epoch}: ${commands} commands behind snapshot ${snapshotSequence}, in all ${lastSequence}`,
    );
    this.#isDamaged = false;
    this.#publishing.start(engine, process);
    this.#watch(engine, process);
  }

  /** An engine whose log has failed is started again by whoever runs it. */
  #watch(engine: SimEngine, process: SimProcess): void {
    const look = (): void => {
      if (!process.isAlive) return;
      if (engine.failure !== undefined) this.supervisor.kill('its log has stopped');
      else this.world.scheduler.after(WATCH_INTERVAL_MS, look, this.world.scheduler.world);
    };
    this.world.scheduler.after(WATCH_INTERVAL_MS, look, this.world.scheduler.world);
  }
}
