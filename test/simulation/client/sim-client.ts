import type { EngineCommand } from '../../../apps/engine/src/matching/engine-command.js';
import type { Random } from '../core/random.js';
import type { Scheduler } from '../core/scheduler.js';
import type { Trace } from '../core/trace.js';
import type { Reply } from '../engine/sim-engine.js';
import type { AnswerBook } from './answer-book.js';

/** Carries a command to the engine. `answer` may be called never, once, or for a network that repeats itself, twice. */
export type Send = (command: EngineCommand, answer: (reply: Reply) => void) => void;

export interface SimClientParts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly trace: Trace;
  readonly send: Send;
  readonly answers: AnswerBook;
  /** Whether a name is so old that its answer may be forgotten. */
  readonly mayExpire: (commandId: string) => boolean;
}

const TIMEOUT_MS = 800;
const PAUSE_MS_MAX = 150;
/** Chance that a client asks again for what it was answered. */
const ASKS_AGAIN = 0.1;

/** Sends one command after the other, each as often as it takes to get an answer. */
export class SimClient {
  #isDone = false;

  constructor(
    readonly name: string,
    private readonly parts: SimClientParts,
  ) {}

  get isDone(): boolean {
    return this.#isDone;
  }

  /** @param next the next command, given the answer to the last one; undefined when there is none */
  async run(next: (last: Reply | undefined) => EngineCommand | undefined): Promise<void> {
    const { scheduler, random } = this.parts;
    let last: Reply | undefined;
    for (let command = next(last); command !== undefined; command = next(last)) {
      last = await this.#untilAnswered(command);
      if (random.chance(ASKS_AGAIN)) await this.#untilAnswered(command);
      await scheduler.delay(random.between(0, PAUSE_MS_MAX));
    }
    this.#isDone = true;
  }

  async #untilAnswered(command: EngineCommand): Promise<Reply | undefined> {
    const { scheduler, random, trace, answers } = this.parts;
    const { accountId, commandId } = command;
    for (let attempt = 1; ; attempt++) {
      trace.say(this.name, `sends ${commandId}${attempt === 1 ? '' : ` (attempt ${attempt})`}`);
      const reply = await this.#attempt(command);
      if (reply?.isFinal === true) {
        trace.say(this.name, `gets ${commandId}: ${reply.status} ${reply.body}`);
        answers.note({ accountId, commandId, reply });
        return reply;
      }
      if (reply?.isExpired === true && this.parts.mayExpire(commandId)) {
        trace.say(this.name, `never learns what became of ${commandId}`);
        return undefined;
      }
      await scheduler.delay(random.between(10, 200));
    }
  }

  /** @returns undefined when nothing came in time */
  #attempt(command: EngineCommand): Promise<Reply | undefined> {
    const { scheduler, send } = this.parts;
    return new Promise((resolve) => {
      const cancel = scheduler.after(TIMEOUT_MS, () => resolve(undefined), scheduler.world);
      send(command, (reply) => {
        cancel();
        resolve(reply);
      });
    });
  }
}
