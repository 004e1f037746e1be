import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import { SimProcess } from '../core/process.js';
import type { Supervisor } from '../core/supervisor.js';
import { flipBit } from '../disk/flip-bit.js';
import { mutatedStorage } from '../mutations/mutated-storage.js';
import type { World } from '../world.js';
import { LOG_DIRECTORY, PLACE, SHORT_HORIZON } from './engine-parts.js';
import { Publishing } from './publishing.js';
import { SimEngine, type Reply } from './sim-engine.js';

/** How often the operator looks whether the engine has stopped by itself, in ms. */
const WATCH_INTERVAL_MS = 50;
/** How often an engine that shortens its log makes a snapshot, in ms. */
const SNAPSHOT_INTERVAL_MS = 250;
/** An engine that is told to stop is ended after this, in ms. */
const STOP_MS_MAX = 10_000;

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
    const { phase, reason } = this.current?.status ?? {
      phase: 'DOWN',
      reason: '',
    };
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

  /** The engine is told to stop: what it has taken in is answered, and the next start compares what it was. */
  stop(): void {
    const { supervisor, current, world } = this;
    const { process } = supervisor;
    if (process === undefined || current === undefined || !this.isReady) return;
    world.trace.say(process.name, 'is told to stop');
    const ended = (): void => {
      if (process.isAlive) supervisor.kill('stopped');
    };
    // Whoever runs it does not wait for ever.
    world.scheduler.after(STOP_MS_MAX, ended, world.scheduler.world);
    world.scheduler.enter(process, () => void current.stop(() => this.#publishing.stop()).then(ended));
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
    void this.#snapshot(process, current).catch((error: unknown) =>
      world.trace.say(process.name, `has no snapshot: ${String(error)}`),
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

  /** Somebody starts a second engine by mistake: as long as the first one lives it must be refused. */
  startSecond(): void {
    const { supervisor, world } = this;
    const first = supervisor.process;
    if (first === undefined || !this.isReady) return;
    const process = new SimProcess('second');
    const { trace, report, scheduler } = world;
    const ended = (how: string): void => {
      trace.say(process.name, how);
      process.kill();
    };
    scheduler.become(process);
    this.#makeEngine(process)
      .recover(() => undefined)
      .then(
        () => {
          // The first one may have ended in the meantime.
          if (first.isAlive && this.isReady) report('a second engine has the log of one that runs');
          ended('has the log');
        },
        (error: unknown) => ended(`is refused: ${String(error)}`),
      );
  }

  async #snapshot(process: SimProcess, engine: SimEngine): Promise<void> {
    const { trace, scenario } = this.world;
    const report = await engine.snapshot();
    trace.say(process.name, `has a snapshot at ${report?.sequence ?? 'the same sequence'}`);
    if (report === undefined) return;
    if (scenario.mutation === 'log-cut-behind-a-snapshot')
      await engine.log.removeUpTo(engine.sequencer.durableSequence);
    else await engine.retention(this.#publishing.serviceFor(engine)).apply(report.oldestKept);
  }

  #makeEngine(process: SimProcess): SimEngine {
    const { world } = this;
    const { scenario, timers, clock } = world;
    const { mutation, segmentBytes, logRetentionCommands } = scenario;
    return new SimEngine({
      storage: mutatedStorage(world.disk.storageFor(process), mutation),
      timers,
      now: clock.now,
      segmentBytes,
      place: PLACE,
      logRetentionCommands,
      backbone: scenario.backbone,
      horizon: logRetentionCommands === undefined ? undefined : SHORT_HORIZON,
      forgetsNames: mutation === 'ids-forgotten-at-start',
      policy: mutation === 'answer-before-sync' ? 'os' : 'fsync',
    });
  }

  async #start(process: SimProcess): Promise<void> {
    const { world } = this;
    const engine = this.#makeEngine(process);
    this.#engine = engine;
    const { snapshotSequence, commands } = await engine.recover(() =>
      this.#publishing.start(engine, process),
    );
    const { lastSequence } = engine.sequencer;
    world.trace.say(
      process.name,
      `epoch ${engine.epoch}: ${commands} commands behind snapshot ${snapshotSequence}, in all ${lastSequence}`,
    );
    this.#isDamaged = false;
    this.#watch(engine, process);
    if (engine.config.logRetentionCommands !== undefined) this.#makeSnapshots(process);
  }

  /** Regularly, as the service does it that counts the commands. */
  #makeSnapshots(process: SimProcess): void {
    const { scheduler, isCalm } = this.world;
    if (!process.isAlive || isCalm) return;
    this.makeSnapshot();
    scheduler.after(SNAPSHOT_INTERVAL_MS, () => this.#makeSnapshots(process), scheduler.world);
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
