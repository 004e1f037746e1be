import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EVENT_VARIABLES, readVariable, type Environment } from '@backlay/service';
import type { RebuildMode } from './rebuild-options.js';

export const REBUILD_USAGE = `npm run rebuild -- storage|analytics [options]

  Makes all tables of an app again from the event log, beside the live ones, compares both, and when they are equal puts
  the new ones in the place of the live ones. The app may run meanwhile.

  --check     only compare; nothing is changed
  --replace   put the new tables in place even if they differ from the live ones
  --log DIR   folder of the event log (default: event-log in DATA_DIR)

Exit code: 0 equal or replaced, 1 different or not possible, 2 wrong use.`;

/** An argument that cannot be used; the message is for the user. */
export class RebuildUsageError extends Error {
  override readonly name = 'RebuildUsageError';
}

/** What the command line says; undefined when it asks for help. */
export function readRebuildArguments(
  args: string[],
  env: Environment,
): { readonly mode: RebuildMode; readonly logDirectory: string } | undefined {
  const { check, replace, log, help } = parse(args);
  if (help) return undefined;
  if (check && replace)
    throw new RebuildUsageError('--check changes nothing, so --replace cannot go with it.');
  const folder = readVariable('DATA_DIR', EVENT_VARIABLES.DATA_DIR, env);
  const mode = check ? 'check' : replace ? 'replace' : 'swap-if-equal';
  return { mode, logDirectory: log ?? join(folder, 'event-log') };
}

function parse(args: string[]) {
  try {
    const options = {
      check: { type: 'boolean', default: false },
      replace: { type: 'boolean', default: false },
      log: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new RebuildUsageError(error instanceof Error ? error.message : String(error));
  }
}
