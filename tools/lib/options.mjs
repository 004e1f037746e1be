import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { APPS } from './apps.mjs';
import { dataFolderPath } from './data-folder.mjs';
import { UserError } from './errors.mjs';
import { projectRoot } from './project.mjs';

const USAGE = `npm start -- [options]

  --backbone=redis|log     how events reach storage and analytics: Redis Streams, or the engine's event log directly
                           (default: REDIS_URL, else a private redis-server found on the PATH, else the log)
  --data=FOLDER            where everything is kept (DATA_DIR, default .data)
  --engine-port=PORT       default 3000 (ENGINE_PORT)
  --storage-port=PORT      default 3001 (STORAGE_PORT)
  --analytics-port=PORT    default 3002 (ANALYTICS_PORT)
  --help

DATABASE_URL takes a PostgreSQL server of yours instead of the embedded one. A file .env is read when there is one.`;

/**
 * @typedef {object} Options
 * @property {'redis' | 'log' | undefined} backbone undefined: the launcher chooses
 * @property {string} dataFolder
 * @property {Record<import('./apps.mjs').AppName, number>} ports
 * @property {Record<import('./apps.mjs').AppName, string>} hosts
 */

/**
 * Reads flags, environment and `.env` (in this order of strength).
 *
 * @param {string[]} args
 * @returns {Options | undefined} nothing when help was asked for and given
 */
export function readOptions(args) {
  const environmentFile = join(projectRoot, '.env');
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
  const values = parse(args);
  if (values.help) {
    console.log(USAGE);
    return undefined;
  }
  const backbone = values.backbone ?? process.env.BACKBONE;
  if (backbone !== undefined && backbone !== '' && backbone !== 'redis' && backbone !== 'log') {
    throw new UserError(`There is no backbone "${backbone}": it is redis or log.`);
  }
  const ports = Object.fromEntries(
    APPS.map(({ name, flag, portVariable, defaultPort }) => {
      const given = values[flag] || process.env[portVariable];
      return [name, given ? toPort(given, portVariable) : defaultPort];
    }),
  );
  const hosts = Object.fromEntries(
    APPS.map(({ name, hostVariable }) => [name, process.env[hostVariable] || '127.0.0.1']),
  );
  return {
    backbone: backbone === '' ? undefined : backbone,
    dataFolder: dataFolderPath(values.data ?? process.env.DATA_DIR),
    ports: /** @type {Options['ports']} */ (ports),
    hosts: /** @type {Options['hosts']} */ (hosts),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        backbone: { type: 'string' },
        data: { type: 'string' },
        'engine-port': { type: 'string' },
        'storage-port': { type: 'string' },
        'analytics-port': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UserError(
      `${error instanceof Error ? error.message : String(error)} (npm start -- --help lists the options)`,
    );
  }
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {number}
 */
function toPort(text, name) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new UserError(`${name} is "${text}", which is not a port: a port is a number from 1 to 65535.`);
}
