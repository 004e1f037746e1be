import { cancelAllJson, writeOrder, writePlaced, writeReplaced } from '../order/order-answer.js';
import type { Answer } from '../sequencer/answer.js';
import type { AnswerFacts, AnsweredCommand } from './answer-facts.js';
import { AsciiWriter } from './ascii-writer.js';

const text = new AsciiWriter();

/** Makes the answer: the same one from the same facts, whenever it is asked for. */
export function composeAnswer(facts: AnswerFacts, answered: AnsweredCommand): Answer {
  const { sequence } = answered;
  const status = statusOf(facts);
  if (facts.form === 'TEXT') return { sequence, status, body: facts.body };
  text.begin();
  writeAnswer(text, facts, answered);
  return { sequence, status, body: text.end() };
}

export function statusOf(facts: AnswerFacts): number {
  if (facts.form === 'TEXT') return facts.status;
  return facts.form === 'PLACED' ? 201 : 200;
}

/** Writes the body of the answer. */
export function writeAnswer(
  json: AsciiWriter,
  facts: AnswerFacts,
  { command, sequence }: AnsweredCommand,
): void {
  const { accountId } = command;
  switch (facts.form) {
    case 'TEXT':
      json.anyText(facts.body);
      return;
    case 'PLACED':
      writePlaced(json, accountId, facts);
      return;
    case 'CANCELLED':
      writeOrder(json, accountId, facts);
      return;
    case 'REPLACED':
      writeReplaced(json, accountId, facts);
      return;
    case 'CANCELLED_ALL': {
      const marketId = 'marketId' in command ? command.marketId : 0;
      json.anyText(cancelAllJson({ accountId, marketId, sequence }, facts.cancelled));
    }
  }
}
