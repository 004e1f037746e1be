import type { Reply } from '../engine/sim-engine.js';

/** The first answer that reached the client of a command. */
export interface AnsweredCommand {
  readonly accountId: string;
  readonly commandId: string;
  readonly reply: Reply;
}

/** What the world was told: none of it may ever become untrue. */
export class AnswerBook {
  readonly #answers = new Map<string, AnsweredCommand>();
  #repeats = 0;

  constructor(private readonly report: (violation: string) => void) {}

  get count(): number {
    return this.#answers.size;
  }

  /** Answers that came for a command that was answered before. */
  get repeats(): number {
    return this.#repeats;
  }

  all(): Iterable<AnsweredCommand> {
    return this.#answers.values();
  }

  note(answered: AnsweredCommand): void {
    const key = `${answered.accountId} ${answered.commandId}`;
    const first = this.#answers.get(key);
    if (first === undefined) {
      this.#answers.set(key, answered);
      return;
    }
    this.#repeats += 1;
    if (first.reply.status === answered.reply.status && first.reply.body === answered.reply.body) return;
    this.report(`${key} was answered ${describe(first.reply)} first and ${describe(answered.reply)} later`);
  }
}

function describe({ status, body }: Reply): string {
  return `${status} ${body}`;
}
