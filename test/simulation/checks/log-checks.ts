import type { AnswerBook } from '../client/answer-book.js';
import { nameOf, type Reference } from './reference.js';

type Report = (violation: string) => void;

/** Every sequence is there once, from 1 on, and so is every command. */
export function checkLog({ commands }: Reference, report: Report): void {
  const names = new Map<string, number>();
  for (const [index, command] of commands.entries()) {
    if (command.sequence !== index + 1)
      report(`the log has sequence ${command.sequence} in place ${index + 1}`);
    if (command.isPassingTime) continue;
    const name = nameOf(command);
    const first = names.get(name);
    if (first !== undefined) report(`${name} was executed twice: sequences ${first} and ${command.sequence}`);
    names.set(name, command.sequence);
  }
}

/** Whatever a client was told is in the log, in the place the answer names. */
export function checkAnswers(answers: AnswerBook, reference: Reference, report: Report): void {
  for (const { accountId, commandId, reply } of answers.all()) {
    const logged = reference.find(accountId, commandId);
    if (logged === undefined) {
      report(`${accountId} ${commandId} was answered ${reply.status} and is not in the log`);
      continue;
    }
    const sequence = sequenceOf(reply.body);
    if (sequence !== logged.sequence) {
      report(`${commandId} was answered as sequence ${sequence} and is ${logged.sequence} in the log`);
    }
  }
}

function sequenceOf(body: string): number | undefined {
  const answer: unknown = JSON.parse(body);
  if (typeof answer !== 'object' || answer === null || !('sequence' in answer)) return undefined;
  return typeof answer.sequence === 'number' ? answer.sequence : undefined;
}
