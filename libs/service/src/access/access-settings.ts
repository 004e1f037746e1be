import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../environment.js';
import { numberVariable } from '../variables.js';
import { REQUESTS_PER_SECOND_MAX } from './key-file.js';

/** Where the keys are and how many requests one may send. */
export interface AccessSettings {
  readonly keysFile: string;
  /** Of a key for which the file says nothing else; 0 sets no limit. */
  readonly requestsPerSecond: number;
  /** Refuse to start without a key, and know nothing of demo keys. */
  readonly isProduction: boolean;
}

export const ACCESS_VARIABLES = {
  API_KEYS_FILE: { schema: z.string().min(1).optional(), defaultValue: undefined, allowed: 'a file' },
  REQUESTS_PER_SECOND: numberVariable({
    what: 'number of requests a second',
    min: 0,
    max: REQUESTS_PER_SECOND_MAX,
    defaultValue: 1_000,
  }),
  NODE_ENV: { schema: z.string().optional(), defaultValue: undefined, allowed: 'a word' },
} as const;

/** Name of the keys file in `DATA_DIR`. */
export const KEYS_FILE_NAME = 'api-keys.json';
/** Beside the keys file: the keys of a demo in plain text, for `npm start` and its documentation pages. */
const DEMO_KEYS_FILE_NAME = 'demo-keys.json';

/** What the variables say. */
export function accessSettings(
  settings: Settings<typeof ACCESS_VARIABLES> & { readonly DATA_DIR: string },
): AccessSettings {
  return {
    keysFile: settings.API_KEYS_FILE ?? join(settings.DATA_DIR, KEYS_FILE_NAME),
    requestsPerSecond: settings.REQUESTS_PER_SECOND,
    isProduction: settings.NODE_ENV === 'production',
  };
}

/** Where the demo keys of a keys file are, if there are any. */
export function demoKeysFileOf(keysFile: string): string {
  return join(dirname(keysFile), DEMO_KEYS_FILE_NAME);
}
