import { z } from 'zod';
import { COMMAND_ID_PATTERN, COMMAND_ID_RULE } from '../answers/command-id.js';
import { DecimalError, parseHundredths } from '../money/decimal.js';
import { fieldProblem } from './problem.js';

/*
 * The fields that requests and answers are made of. A description continues the sentence "must be ...": refusals use it.
 */

const NAME_RULE = '1 to 64 letters, digits, "_", ".", ":" or "-", beginning with a letter or digit';
const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
/** The largest marketId or runnerId. */
export const ID_MAX = 2 ** 31 - 1;
const ID_PATTERN = /^[1-9]\d{0,9}$/;
const ORDER_ID_PATTERN = /^[1-9]\d{0,15}$/;

export const accountId = z.string().regex(NAME_PATTERN).describe(NAME_RULE);
export const commandId = z.string().regex(COMMAND_ID_PATTERN).describe(COMMAND_ID_RULE);
export const marketId = z.int().min(1).max(ID_MAX);
export const runnerId = z.int().min(1).max(ID_MAX);
export const orderId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
export const side = z.enum(['BACK', 'LAY']);
export const sequence = z.int().min(0);

/** A decimal in an answer. */
export function decimalText(example: string) {
  return z.string().meta({ example });
}

/** A decimal in a request; its digits are looked at by {@link positiveDecimal}. */
export const decimalInput = z
  .union([z.string(), z.number()])
  .describe('a decimal with at most two digits after the point, as a string such as "2.50" or as a number');

/** A time in a request; whether it is a date is looked at by {@link readTime}. */
export const timeInput = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/)
  .describe('a time in UTC such as 2026-11-22T15:00:00.000Z');

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('three capital letters (ISO 4217) such as GBP, or XXX for no money');

/** Ids in a path or a query: text until they are checked. */
export const idText = z.string().regex(ID_PATTERN).describe(`a whole number from 1 to ${ID_MAX}`);
export const orderIdText = z
  .string()
  .regex(ORDER_ID_PATTERN)
  .describe(`a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`);

/**
 * A marketId or runnerId that came as text.
 * @throws ProblemError when it is larger than any id
 */
export function readId(text: string, place: string): number {
  return readWhole(text, place, ID_MAX);
}

/**
 * An orderId that came as text.
 * @throws ProblemError when it is larger than any id
 */
export function readOrderId(text: string, place = ':orderId'): number {
  return readWhole(text, place, Number.MAX_SAFE_INTEGER);
}

function readWhole(text: string, place: string, max: number): number {
  const value = Number(text);
  if (value > max) throw fieldProblem(place, `must be a whole number from 1 to ${max}`);
  return value;
}

export type DecimalInput = z.infer<typeof decimalInput>;

/**
 * The hundredths of a decimal of a request.
 * @param pointer where it stands in the body
 * @param field what the pointer goes on with: put together only for a problem
 * @throws ProblemError when it is no decimal, not exact, or not positive
 */
export function positiveDecimal(value: DecimalInput, pointer: string, field = ''): number {
  const hundredths = hundredthsAt(value, pointer, field);
  if (hundredths === 0) throw fieldProblem(pointer + field, 'must be greater than 0');
  return hundredths;
}

/**
 * As {@link positiveDecimal}, 0 allowed; also for percents: "5.00" is 500 hundredths.
 * @throws ProblemError when it is no decimal, or not exact
 */
export function decimalFrom0(value: DecimalInput, pointer: string): number {
  return hundredthsAt(value, pointer);
}

/**
 * The milliseconds since 1970 of a time of a request.
 * @throws ProblemError when there is no such day or hour
 */
export function readTime(text: string, pointer: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw fieldProblem(pointer, 'is a time that does not exist');
  return timeMs;
}

function hundredthsAt(value: DecimalInput, pointer: string, field = ''): number {
  try {
    return parseHundredths(value);
  } catch (error) {
    if (!(error instanceof DecimalError)) throw error;
    const shown = JSON.stringify(value)?.slice(0, 40);
    throw fieldProblem(pointer + field, `is ${shown}, which ${error.message}`);
  }
}
