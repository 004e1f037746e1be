import type { Answer } from '../sequencer/answer.js';
import { commandBytes, decodeCommand } from '../sequencer/command-codec.js';
import { refusalAtTheDoor } from '../sequencer/refusal-at-the-door.js';
import { readAnswer } from './answer-codec.js';
import { composeAnswer } from './compose-answer.js';

export interface AnswerToKnownName {
  readonly answer: Answer;
  /** True when it is the first answer again, false for a refusal of this command. */
  readonly isRetry: boolean;
}

/**
 * The answer to a command whose name was first used at `sequence`.
 * @param journal the journal of that sequence
 * @param command the command as a journal has it
 * @throws JournalFormatError, AnswerFormatError
 */
export function answerAgain(journal: Buffer, sequence: number, command: Buffer): AnswerToKnownName {
  if (!commandBytes(journal).equals(command)) {
    const detail = `This commandId was first used at sequence ${sequence} for another command; use a new commandId.`;
    return { answer: refusalAtTheDoor('COMMAND_ID_REUSED', { sequence, detail }), isRetry: false };
  }
  const entry = decodeCommand(journal);
  const answered = { command: entry.command, sequence, timeMs: entry.timeMs };
  const facts = readAnswer(entry.answer, answered);
  if (facts !== undefined) return { answer: composeAnswer(facts, answered), isRetry: true };
  const detail = `This commandId was used at sequence ${sequence}, before answers were kept in the log. The command was not carried out again; look at your orders.`;
  return { answer: refusalAtTheDoor('COMMAND_ID_EXPIRED', { sequence, detail }), isRetry: false };
}
