import type { Answer } from '../sequencer/answer.js';
import type { AnswerFacts, AnsweredCommand } from './answer-facts.js';
import { composeAnswer } from './compose-answer.js';

/**
 * Where the answers to commands go that are taken together, in their order. One serves many, as commands are taken in one turn
 * of the event loop: `begin`, then `executed` or `known` for each of them, then `end`.
 */
export interface AnswerSink<T> {
  begin(): void;
  /** The command was executed just now. */
  executed(facts: AnswerFacts, answered: AnsweredCommand): void;
  /** It was not: it gets its first answer again, or is refused. */
  known(answer: Answer): void;
  end(): T;
}

/** The answer to a command that is taken alone. */
export class LoneAnswer implements AnswerSink<Answer> {
  #answer: Answer | undefined;

  begin(): void {
    this.#answer = undefined;
  }

  executed(facts: AnswerFacts, answered: AnsweredCommand): void {
    this.#answer = composeAnswer(facts, answered);
  }

  known(answer: Answer): void {
    this.#answer = answer;
  }

  end(): Answer {
    if (this.#answer === undefined) throw new Error('no command was taken');
    return this.#answer;
  }
}
