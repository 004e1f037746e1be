import type { Environment } from '@backlay/service';
import { appUrl } from '../app-url.js';

/** Where the pages are, and the apps that they ask for what analytics does not have. */
export interface PagesSettings {
  /** Folder of the built pages. */
  readonly folder: string;
  readonly engineUrl: string;
  readonly storageUrl: string;
}

/**
 * @param folder of the built pages
 * @throws ConfigError for the first variable that cannot be used
 */
export function readPagesSettings(folder: string, env: Environment): PagesSettings {
  return { folder, engineUrl: appUrl('ENGINE', env), storageUrl: appUrl('STORAGE', env) };
}
