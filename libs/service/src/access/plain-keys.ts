import { z } from 'zod';
import { KeyFileError } from './key-file.js';

const plainKeys = z.strictObject({
  version: z.literal(1),
  operator: z.string(),
  viewer: z.string().optional(),
  /** By accountId. */
  traders: z.record(z.string(), z.string()),
});

/** Keys in plain text: those of a demo, or those that a tool is given. */
export type PlainKeys = z.output<typeof plainKeys>;

/** @throws KeyFileError */
export function parsePlainKeys(text: string, path: string): PlainKeys {
  try {
    return plainKeys.parse(JSON.parse(text));
  } catch {
    // Nothing of the text may get into a message.
    throw new KeyFileError(
      `The file ${path} is not {"version":1,"operator":"blk_...","traders":{"<accountId>":"blk_..."}}.`,
    );
  }
}
