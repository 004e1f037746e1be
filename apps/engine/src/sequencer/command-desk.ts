import { Injectable } from '@nestjs/common';
import { sendAnswer, type HttpReply } from '../http/http-reply.js';
import type { EngineCommand } from '../matching/engine-command.js';
import { Sequencer } from './sequencer.js';

/** Where controllers hand commands in: a command goes to the sequencer, its answer to the client when it is on disk. */
@Injectable()
export class CommandDesk {
  constructor(private readonly sequencer: Sequencer) {}

  /** @throws ProblemError when the command was not taken in, or its outcome is not known */
  async answer(command: EngineCommand, reply: HttpReply): Promise<void> {
    const answer = await this.sequencer.submit(command);
    await this.sequencer.whenDurable(answer.sequence);
    sendAnswer(reply, answer);
  }
}
