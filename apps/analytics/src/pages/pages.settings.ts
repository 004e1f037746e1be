import { readVariable, type Environment, type Variable } from '@backlay/service';
import { z } from 'zod';

/** Where the pages are, and the apps that they ask for what analytics does not have. */
export interface PagesSettings {
  /** Folder of the built pages. */
  readonly folder: string;
  readonly engineUrl: string;
  readonly storageUrl: string;
}

function appUrl(defaultPort: number): Variable<z.ZodType<string>> {
  return {
    schema: z.string().regex(/^https?:\/\/[^/?#\s@]+\/?$/),
    defaultValue: `http://127.0.0.1:${defaultPort}`,
    allowed: 'an http:// or https:// URL without a path',
  };
}

/**
 * @param folder of the built pages
 * @throws ConfigError for the first variable that cannot be used
 */
export function readPagesSettings(folder: string, env: Environment): PagesSettings {
  return {
    folder,
    engineUrl: readVariable('ENGINE_URL', appUrl(3000), env),
    storageUrl: readVariable('STORAGE_URL', appUrl(3001), env),
  };
}
