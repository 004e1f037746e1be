import type { ValueTransformer } from 'typeorm';

/*
 * PostgreSQL hands 64-bit integers and numerics over as text, because a JavaScript number cannot hold them all.
 * These transformers decide per column what they become, and refuse to lose a digit.
 */

/**
 * `int8` column <-> safe integer (|value| < 2^53): sequences, ids, prices, sizes. `null` stays `null`.
 * @throws RangeError when the database holds a value that a number cannot represent exactly
 */
export const safeInteger: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : toSafeInteger(value)),
};

/** `numeric` or `int8` column <-> bigint: sums that have no bound below 2^53. `null` stays `null`. */
export const wholeNumber: ValueTransformer = {
  to: (value: bigint | null | undefined) => (typeof value === 'bigint' ? value.toString() : value),
  from: (value: string | number | null) => (value === null ? null : BigInt(value)),
};

/**
 * Reads an integer that PostgreSQL sent as text.
 * @throws RangeError when it is no safe integer
 */
export function toSafeInteger(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`${value} is not an integer that a number holds exactly`);
  }
  return number;
}
