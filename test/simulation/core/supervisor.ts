import { SimProcess } from './process.js';
import type { Scheduler } from './scheduler.js';
import type { Trace } from './trace.js';

/** What a supervisor runs: resolves when it is up, rejects when it cannot start. */
export type Start = (process: SimProcess) => Promise<void>;

export interface SupervisorParts {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** How long until a process that ended is started again, in ms. */
  readonly restartDelayMs: () => number;
  /** Called when a start fails. @returns whether to try again */
  readonly onRefusal: (name: string, error: unknown) => boolean;
}

/** The delay before a start doubles with each one that failed, up to this many times: nobody starts a thousand times a minute. */
const DOUBLINGS_MAX = 5;

/** Starts a process, and starts it again whenever it has died. */
export class Supervisor {
  #process: SimProcess | undefined;
  #lives = 0;
  /** Starts that failed, one after the other. */
  #refusals = 0;
  #hasGivenUp = false;

  constructor(
    readonly name: string,
    private readonly start: Start,
    private readonly parts: SupervisorParts,
  ) {}

  get process(): SimProcess | undefined {
    return this.#process?.isAlive === true ? this.#process : undefined;
  }

  /** How often it was started. */
  get lives(): number {
    return this.#lives;
  }

  boot(): void {
    if (this.process !== undefined || this.#hasGivenUp) return;
    const { scheduler, trace } = this.parts;
    this.#lives += 1;
    const process = new SimProcess(`${this.name}#${this.#lives}`);
    this.#process = process;
    trace.say(process.name, 'starts');
    scheduler.become(process);
    this.start(process).then(
      () => {
        this.#refusals = 0;
        trace.say(process.name, 'is up');
      },
      (error: unknown) => this.#refused(process, error),
    );
  }

  /** Kills the process, if there is one, and starts it again later. */
  kill(why: string): void {
    const { process } = this;
    if (process === undefined) return;
    const { scheduler, trace, restartDelayMs } = this.parts;
    trace.say(process.name, `dies: ${why}`);
    process.kill();
    const delayMs = restartDelayMs() * 2 ** Math.min(this.#refusals, DOUBLINGS_MAX);
    scheduler.after(delayMs, () => this.boot(), scheduler.world);
  }

  #refused(process: SimProcess, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.parts.trace.say(process.name, `does not start: ${reason}`);
    if (this.parts.onRefusal(this.name, error)) {
      this.#refusals += 1;
      this.kill('it could not start');
      return;
    }
    this.#hasGivenUp = true;
    process.kill();
  }
}
