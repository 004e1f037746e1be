import { z } from 'zod';

/** Position in a list: the sort key of the last row of a page, whole numbers only. */
export type CursorKey = readonly number[];

/** The opaque form: clients hand it back as it is. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(key.join('.')).toString('base64url');
}

const CURSOR_LENGTH_MAX = 128;
const FAULT = 'must be the nextCursor of an earlier page of this list';

/** What a number of a sort key is, by its largest value. */
export const CURSOR_PART = {
  /** Milliseconds since 1970 that a Date can hold. */
  timeMs: 8.64e15,
  sequence: Number.MAX_SAFE_INTEGER,
  /** Index of an event, id of a market. */
  int4: 2 ** 31 - 1,
} as const;

/** Parameter `cursor` of a list whose sort key has these parts. */
export function cursorParameter(...parts: (keyof typeof CURSOR_PART)[]): z.ZodType<CursorKey, string> {
  return z
    .string({ error: FAULT })
    .max(CURSOR_LENGTH_MAX, { error: FAULT })
    .transform((text, context): CursorKey => {
      const key = Buffer.from(text, 'base64url').toString('latin1').split('.').map(toWhole);
      const isInRange =
        key.length === parts.length && parts.every((part, index) => isUpTo(key[index], CURSOR_PART[part]));
      if (isInRange && encodeCursor(key) === text) return key;
      context.addIssue({ code: 'custom', message: FAULT });
      return z.NEVER;
    });
}

function toWhole(text: string): number {
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

function isUpTo(value: number | undefined, max: number): boolean {
  return value !== undefined && value <= max;
}

/** Part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Hand it back as `cursor` for the rows after these; null when these are the last ones of now. */
  readonly nextCursor: string | null;
}

/**
 * Cuts a page from rows of which one more than `limit` was read.
 * @param keyOf the row's sort key, the same numbers that the query sorts by
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { keyOf, present }: { readonly keyOf: (row: Row) => CursorKey; readonly present: (row: Row) => Item },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { items: shown.map(present), nextCursor };
}

/** Schema of a page, for the API description. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({
      description: 'Hand it back as `cursor` for the rows after these; null when there are none now',
    }),
  });
}
