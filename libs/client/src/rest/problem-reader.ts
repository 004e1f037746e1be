import type { Problem } from './problem-error.js';
import { fields, list, optional, text, whole, type Reader } from './reading.js';

const fieldProblem = fields({ pointer: text, detail: text });

/** A problem document, but for its status. */
export const problemReader: Reader<Omit<Problem, 'status'>> = (value) => {
  const read = fields({
    code: text,
    detail: optional(text),
    sequence: optional(whole),
    errors: optional(list(fieldProblem)),
  })(value);
  const { code, detail = '', sequence, errors = [] } = read;
  return { code, detail, sequence, fields: errors };
};
