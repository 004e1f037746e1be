import type { ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { BatchAnswer, type BatchAnswered } from '../answers/batch-answer.js';
import { sendAnswer, type HttpReply } from '../http/http-reply.js';
import { stackOf } from '../http/problem-of-error.js';
import { problemOf } from '../http/problem.js';
import { RefusedRequests } from '../http/refused-requests.js';
import { RequestTimes } from '../http/request-times.js';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Answer } from './answer.js';
import { DurableQueue } from './durable-queue.js';
import { Sequencer } from './sequencer.js';

/** A reply of Fastify, with the response of Node.js behind it. */
export interface CommandReply extends HttpReply {
  readonly raw: ServerResponse;
}

interface Waiting {
  readonly answer: Answer;
  readonly reply: CommandReply;
}

/**
 * Where controllers hand commands in: a command goes to the sequencer, its answer to the client when it is on disk. Those of
 * one commit go out together: a promise for each costs more than the answer.
 */
@Injectable()
export class CommandDesk {
  readonly #logger = new Logger(CommandDesk.name);
  readonly #waiting = new DurableQueue<Waiting>();
  readonly #batch = new BatchAnswer();

  constructor(
    private readonly sequencer: Sequencer,
    private readonly times: RequestTimes,
    private readonly refused: RefusedRequests,
  ) {
    sequencer.listen({ durable: (sequence) => this.#sendUpTo(sequence), failed: () => this.#giveUp() });
  }

  /** @throws ProblemError (or as rejection) when the command was not taken in; else it is answered, now or later */
  answer(command: EngineCommand, reply: CommandReply): Promise<void> | void {
    return this.#answerTaken(this.take(command), reply);
  }

  /** Answers several commands at once, each as if it were alone. @throws ProblemError as `answer` does, for all of them */
  answerAll(commands: readonly EngineCommand[], reply: CommandReply): Promise<void> | void {
    return this.#answerTaken(this.takeAll(commands), reply);
  }

  /**
   * Takes a command in, for a client that is answered another way; as `submit` of the sequencer.
   * @throws ProblemError (or as rejection) when it was not taken in
   */
  take(command: EngineCommand): Answer | Promise<Answer> {
    const answer = this.sequencer.submit(command);
    return answer instanceof Promise ? answer.then((late) => this.#note(late)) : this.#note(answer);
  }

  /** As `take`, for several commands, which get one answer together. */
  takeAll(commands: readonly EngineCommand[]): Answer | Promise<Answer> {
    const answered = this.sequencer.submitAll(commands, this.#batch);
    return answered instanceof Promise
      ? answered.then((late) => this.#noteAll(late))
      : this.#noteAll(answered);
  }

  #answerTaken(taken: Answer | Promise<Answer>, reply: CommandReply): Promise<void> | void {
    if (taken instanceof Promise) return taken.then((answer) => this.#await(answer, reply));
    this.#await(taken, reply);
  }

  #await(answer: Answer, reply: CommandReply): void {
    this.times.executed(reply.raw);
    const { durableSequence } = this.sequencer;
    if (answer.sequence <= durableSequence) this.#send({ answer, reply });
    else if (this.sequencer.isLogFailed) this.#fail({ answer, reply });
    else this.#waiting.add(answer.sequence, { answer, reply });
  }

  #sendUpTo(sequence: number): void {
    for (const waiting of this.#waiting.takeUpTo(sequence)) this.#send(waiting);
  }

  /** The log has stopped: what became of those that wait is not known before a restart. */
  #giveUp(): void {
    for (const waiting of this.#waiting.takeUpTo(Infinity)) this.#fail(waiting);
  }

  /** Whatever happens to one client is no matter of the log, nor of the others that wait for it. */
  #send({ answer, reply }: Waiting): void {
    try {
      this.times.durableNow(reply.raw);
      sendAnswer(reply, answer);
    } catch (error) {
      this.#logger.error(`answering sequence ${answer.sequence} failed`, stackOf(error));
      reply.raw.destroy();
    }
  }

  #fail({ answer, reply }: Waiting): void {
    const detail = `The event log has stopped before sequence ${answer.sequence} was durable.`;
    const problem = problemOf('LOG_FAILED', { detail });
    this.refused.count(problem.code);
    this.#send({
      reply,
      answer: { sequence: answer.sequence, status: problem.status, body: JSON.stringify(problem) },
    });
  }

  #noteAll({ answer, turnedAway }: BatchAnswered): Answer {
    for (const code of turnedAway) this.refused.count(code);
    return answer;
  }

  #note(answer: Answer): Answer {
    if (answer.turnedAway !== undefined) this.refused.count(answer.turnedAway);
    return answer;
  }
}
