import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { sendAnswer, type HttpReply } from '../http/http-reply.js';
import { RefusedRequests } from '../http/refused-requests.js';
import { RequestTimes } from '../http/request-times.js';
import type { EngineCommand } from '../matching/engine-command.js';
import { isAccepted, type Answer } from './answer.js';
import { Sequencer } from './sequencer.js';

/** A reply of Fastify, with the response of Node.js behind it. */
export interface CommandReply extends HttpReply {
  readonly raw: ServerResponse;
}

/** Where controllers hand commands in: a command goes to the sequencer, its answer to the client when it is on disk. */
@Injectable()
export class CommandDesk {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly times: RequestTimes,
    private readonly refused: RefusedRequests,
  ) {}

  /** @throws ProblemError when the command was not taken in, or its outcome is not known */
  async answer(command: EngineCommand, reply: CommandReply): Promise<void> {
    await this.#send(await this.take(command), reply);
  }

  /** Answers several commands at once, each as if it were alone. @throws ProblemError as `answer` does, for all of them */
  async answerAll(commands: readonly EngineCommand[], reply: CommandReply): Promise<void> {
    await this.#send(await this.takeAll(commands), reply);
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
    const answers = this.sequencer.submitAll(commands);
    return answers instanceof Promise
      ? answers.then((late) => this.#together(late))
      : this.#together(answers);
  }

  async #send(answer: Answer, reply: CommandReply): Promise<void> {
    await this.#untilDurable(answer.sequence, reply);
    sendAnswer(reply, answer);
  }

  #together(answers: readonly Answer[]): Answer {
    // The last command is not always the latest sequence: a retry has that of its first time.
    const latest = answers.reduce((most, { sequence }) => Math.max(most, sequence), 0);
    for (const answer of answers) this.#note(answer);
    return { sequence: latest, status: 200, body: `{"results":[${answers.map(batchResult).join(',')}]}` };
  }

  async #untilDurable(sequence: number, { raw }: CommandReply): Promise<void> {
    this.times.executed(raw);
    await this.sequencer.whenDurable(sequence);
    this.times.durableNow(raw);
  }

  #note(answer: Answer): Answer {
    if (answer.turnedAway !== undefined) this.refused.count(answer.turnedAway);
    return answer;
  }
}

function batchResult(answer: Answer): string {
  return `{"status":${answer.status},"${isAccepted(answer) ? 'order' : 'problem'}":${answer.body}}`;
}
