import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { sendAnswer, sendJson, type HttpReply } from '../http/http-reply.js';
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
    const answer = await this.sequencer.submit(command);
    await this.#untilDurable(answer.sequence, reply);
    this.#note(answer);
    sendAnswer(reply, answer);
  }

  /** Answers several commands at once, each as if it were alone. @throws ProblemError as `answer` does, for all of them */
  async answerAll(commands: readonly EngineCommand[], reply: CommandReply): Promise<void> {
    const answers = await this.sequencer.submitAll(commands);
    // The last command is not always the latest sequence: a retry has that of its first time.
    const latest = answers.reduce((most, { sequence }) => Math.max(most, sequence), 0);
    await this.#untilDurable(latest, reply);
    for (const answer of answers) this.#note(answer);
    sendJson(reply, `{"results":[${answers.map(batchResult).join(',')}]}`);
  }

  async #untilDurable(sequence: number, { raw }: CommandReply): Promise<void> {
    this.times.executed(raw);
    await this.sequencer.whenDurable(sequence);
    this.times.durableNow(raw);
  }

  #note({ turnedAway }: Answer): void {
    if (turnedAway !== undefined) this.refused.count(turnedAway);
  }
}

function batchResult(answer: Answer): string {
  return `{"status":${answer.status},"${isAccepted(answer) ? 'order' : 'problem'}":${answer.body}}`;
}
