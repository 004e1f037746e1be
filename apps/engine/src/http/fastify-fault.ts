import { fieldErrorOf, type RequestPart, type SchemaError } from './field-errors.js';
import { problemOf, type Problem } from './problem.js';
import type { ProblemCode } from './problem-catalog.js';

/** What is read of an error that Fastify made. */
export interface FastifyFault {
  readonly statusCode?: number | undefined;
  readonly message?: string | undefined;
  readonly validation?: readonly SchemaError[];
  readonly validationContext?: RequestPart;
}

const CODES: Readonly<Record<number, ProblemCode>> = {
  413: 'BODY_TOO_LARGE',
  414: 'URL_TOO_LONG',
  415: 'MEDIA_TYPE_UNSUPPORTED',
};

const DETAILS: Readonly<Partial<Record<ProblemCode, string>>> = {
  BODY_TOO_LARGE:
    'The body is larger than this operation takes (64 KiB, batches 256 KiB, new markets 1 MiB).',
  MEDIA_TYPE_UNSUPPORTED: 'The body must be JSON: send the header Content-Type: application/json.',
  URL_TOO_LONG: 'A part of the path is longer than 100 characters.',
};

/** The problem behind an error of Fastify; one that is not the client's fault is the engine's. */
export function problemOfFault(fault: FastifyFault): Problem {
  if (fault.validation !== undefined) {
    const field = fieldErrorOf(fault.validation, fault.validationContext ?? 'body');
    return problemOf('REQUEST_INVALID', { detail: `${field.pointer} ${field.detail}.`, errors: [field] });
  }
  const { statusCode = 500, message = 'The request is not valid' } = fault;
  const code = CODES[statusCode];
  if (code !== undefined) return problemOf(code, { detail: DETAILS[code] ?? message });
  if (statusCode < 500) return problemOf('REQUEST_INVALID', { detail: `${message}.` });
  return faultOfEngine();
}

/** Something failed that no client could have caused. */
export function faultOfEngine(): Problem {
  return problemOf('INTERNAL_ERROR', { detail: 'Something in the engine failed; its log has the details.' });
}
