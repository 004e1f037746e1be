import { datedCommandId } from '../answers/command-id.js';

/**
 * A copy in which the commandId of every example has a time in front. Operations name their examples only (`alice-1`), because
 * a commandId is taken for some days from its time on, and an example must work whenever it is sent.
 */
export function dateCommandIds<T>(value: T, timeMs: number): T;
export function dateCommandIds(value: unknown, timeMs: number): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => dateCommandIds(item, timeMs));
  if (typeof value !== 'object' || value === null) return value;
  const dated = Object.entries(value).map(([key, field]: [string, unknown]) => [
    key,
    key === 'commandId' && typeof field === 'string'
      ? datedCommandId(timeMs, field)
      : dateCommandIds(field, timeMs),
  ]);
  return Object.fromEntries(dated);
}
