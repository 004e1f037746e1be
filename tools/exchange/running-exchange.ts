import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KEYS_FILE_NAME } from '@backlay/service';
import { z } from 'zod';

/** Where the parts of an exchange are, and what they are set to. */
export interface RunningExchange {
  /** Absolute path of DATA_DIR. */
  readonly dataFolder: string;
  /** Where its API keys are. */
  readonly keysFile: string;
  readonly engineUrl: string;
  readonly storageUrl: string;
  readonly analyticsUrl: string;
  /** Undefined: nobody says where it is. */
  readonly databaseUrl: string | undefined;
  /** Undefined: consumers follow the event log. */
  readonly redisUrl: string | undefined;
}

/** What `npm start` writes into its data folder while it runs. */
const servicesFile = z.object({
  engine: z.string(),
  storage: z.string(),
  analytics: z.string(),
  backbone: z.enum(['redis', 'log']),
  redisUrl: z.string().optional(),
  databaseUrl: z.string(),
});

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS = { ENGINE: 3000, STORAGE: 3001, ANALYTICS: 3002 } as const;

/** The folder of `package.json`, seen from the sources as well as from `dist/`. */
export const PROJECT_ROOT = nearestProject(dirname(fileURLToPath(import.meta.url)));

/** Reads the file `.env` of the project into the environment, as `npm start` does; what is set stays. */
export function loadEnvironmentFile(): void {
  const file = join(PROJECT_ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Finds the exchange as `npm start` does: by the environment; what that does not say, the `npm start` that runs on the
 * data folder has written down there.
 *
 * @param folder the data folder if it is to be another one than the environment says
 */
export function findRunningExchange(env: Environment = process.env, folder?: string): RunningExchange {
  const given = folder ?? nonEmpty(env['DATA_DIR']);
  const calledFrom = env['INIT_CWD'] ?? process.cwd();
  const dataFolder = given === undefined ? join(PROJECT_ROOT, '.data') : resolve(calledFrom, given);
  const noted = notedServices(resolve(dataFolder, 'services.json'));
  const backbone = nonEmpty(env['BACKBONE']) ?? noted?.backbone;
  const redisUrl = nonEmpty(env['REDIS_URL']) ?? noted?.redisUrl;
  return {
    dataFolder,
    keysFile: keysFileOf(env, dataFolder),
    engineUrl: appUrl('ENGINE', env) ?? noted?.engine ?? defaultUrl('ENGINE'),
    storageUrl: appUrl('STORAGE', env) ?? noted?.storage ?? defaultUrl('STORAGE'),
    analyticsUrl: appUrl('ANALYTICS', env) ?? noted?.analytics ?? defaultUrl('ANALYTICS'),
    databaseUrl: nonEmpty(env['DATABASE_URL']) ?? noted?.databaseUrl,
    redisUrl: backbone === 'log' ? undefined : redisUrl,
  };
}

function keysFileOf(env: Environment, dataFolder: string): string {
  const given = nonEmpty(env['API_KEYS_FILE']);
  if (given === undefined) return join(dataFolder, KEYS_FILE_NAME);
  // As the apps see it, which `npm start` runs in the folder of the project.
  return resolve(PROJECT_ROOT, given);
}

function appUrl(prefix: keyof typeof DEFAULT_PORTS, env: Environment): string | undefined {
  const [host, port] = [nonEmpty(env[`${prefix}_HOST`]), nonEmpty(env[`${prefix}_PORT`])];
  if (host === undefined && port === undefined) return undefined;
  const isEverywhere = host === undefined || host === '0.0.0.0' || host === '::';
  const reachable = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${reachable}:${port ?? DEFAULT_PORTS[prefix]}`;
}

function defaultUrl(prefix: keyof typeof DEFAULT_PORTS): string {
  return `http://127.0.0.1:${DEFAULT_PORTS[prefix]}`;
}

function notedServices(path: string): z.output<typeof servicesFile> | undefined {
  if (!existsSync(path)) return undefined;
  return servicesFile.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function nearestProject(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  return nearestProject(dirname(folder));
}
