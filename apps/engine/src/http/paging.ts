import { z } from 'zod';

/** Items of one answer when the client does not say. */
export const LIMIT_DEFAULT = 100;
/** Most items of one answer. */
export const LIMIT_MAX = 1000;

/** `limit` in a query. */
export const limitText = z
  .string()
  .regex(/^([1-9]\d{0,2}|1000)$/)
  .describe(`a whole number from 1 to ${LIMIT_MAX}`);

/** The number behind `limit`, which has the right form. */
export function readLimit(text: string | undefined): number {
  return text === undefined ? LIMIT_DEFAULT : Number(text);
}
