import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { ProblemException, type ProblemError } from './problem.js';

/** Rows of a page when the request does not say. */
export const PAGE_LIMIT_DEFAULT = 100;
/** Rows of a page at most. */
export const PAGE_LIMIT_MAX = 1000;

/** The parameters of a query string: exactly these, each at most once. */
export function querySchema<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const allowed = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `is not known here; allowed are ${allowed || 'none'}` : undefined,
  });
}

const ID_MAX = 2 ** 31 - 1;

const wholeNumber = (what: string) =>
  z
    .string({ error: `must be given once, as ${what}` })
    .regex(/^(0|[1-9]\d{0,15})$/, { error: `must be ${what}` })
    .transform(Number);

/** A positive whole number, such as an id or a sequence. */
export const positiveInteger = () =>
  wholeNumber('a whole number from 1 to 9007199254740991').refine(
    (value) => value >= 1 && Number.isSafeInteger(value),
    { error: 'must be a whole number from 1 to 9007199254740991' },
  );

/** Id of a market or a runner: a positive 31-bit integer. */
export const idParameter = () =>
  wholeNumber(`a whole number from 1 to ${ID_MAX}`).refine((value) => value >= 1 && value <= ID_MAX, {
    error: `must be a whole number from 1 to ${ID_MAX}`,
  });

/** Name of an account. */
export const accountIdParameter = () =>
  z.string({ error: 'must be given once' }).regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, {
    error:
      'must be an account id: 1 to 64 of the characters A-Z a-z 0-9 _ . : -, the first a letter or a digit',
  });

/** A moment, ISO 8601 with zone: `2026-11-23T12:00:00.000Z`. */
export const isoTime = () =>
  z.iso
    .datetime({
      offset: true,
      error: 'must be a time in ISO 8601 with zone, such as 2026-11-23T12:00:00.000Z',
    })
    .transform((text) => new Date(text));

/** One of a few words. */
export const oneOf = <const Word extends string>(...words: [Word, ...Word[]]) =>
  z.enum(words, { error: `must be one of ${words.join(', ')}` });

/** How many rows a page has at most. */
export const limitParameter = () => {
  const range = `must be a whole number from 1 to ${PAGE_LIMIT_MAX}`;
  return z
    .string({ error: range })
    .regex(/^[1-9]\d{0,3}$/, { error: range })
    .transform(Number)
    .refine((limit) => limit <= PAGE_LIMIT_MAX, { error: range })
    .default(PAGE_LIMIT_DEFAULT);
};

/** Checks whatever carries a `schema` in its decorator; faults become one 400 that names each of them. */
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    const prefix = type === 'param' ? `:${data ?? ''}` : '?';
    throw requestProblem(result.issues.flatMap((issue) => faultsOf(issue, prefix)));
  }
}

/** A fault as Standard Schema reports it; `keys` is zod's addition for keys that are not known. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

function requestProblem(errors: readonly ProblemError[]): ProblemException {
  const detail = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
  return new ProblemException({ status: 400, code: 'REQUEST_INVALID', detail: `${detail}.`, errors });
}

/** An unknown key is a fault at that key, although the schema finds it at the whole. */
function faultsOf({ keys, path, message }: Issue, prefix: string): ProblemError[] {
  if (keys !== undefined) return keys.map((key) => ({ pointer: `${prefix}${key}`, detail: message }));
  const names = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return [{ pointer: `${prefix}${names.join('.')}`, detail: message }];
}
