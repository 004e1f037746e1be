import { ConfigError, type Environment } from '@backlay/service';
import type { ConsumerSettings } from '../consumer-settings.js';
import type { ConsumerDatabase } from '../database.module.js';
import type { Projector } from '../projector.js';
import { REBUILD_USAGE, readRebuildArguments, RebuildUsageError } from './rebuild-arguments.js';
import { RebuildError } from './rebuild-error.js';
import { ProgressBar } from './rebuild-progress.js';
import { describeRebuild } from './rebuild-text.js';
import { rebuildSchema } from './rebuild.js';

/** What an app says about itself when it is rebuilt. */
export interface RebuildableApp {
  readonly readSettings: (env: Environment) => ConsumerSettings;
  readonly database: ConsumerDatabase;
  /** The same as those of the running app, in the same order. */
  readonly projectors: readonly Projector[];
}

/** Errors whose message says all that the operator needs. */
const PLAIN_ERRORS = [
  RebuildError.name,
  ConfigError.name,
  'DatabaseUnavailableError',
  'EventLogCorruptError',
];

/** The command `rebuild` of an app: reads the arguments, rebuilds, prints the report and sets the exit code. */
export async function runRebuild(app: RebuildableApp, args: string[], env: Environment): Promise<void> {
  const bar = new ProgressBar();
  try {
    const wanted = readRebuildArguments(args, env);
    if (wanted === undefined) {
      console.log(REBUILD_USAGE);
      return;
    }
    const { databaseUrl, group, shard } = app.readSettings(env);
    const { database, projectors } = app;
    const source = { databaseUrl, shard, consumer: group, database, projectors };
    const report = await rebuildSchema({
      ...source,
      ...wanted,
      onProgress: (progress) => bar.show(progress),
    });
    bar.stop();
    console.log(describeRebuild(report, database.schema));
    if (report.outcome === 'different' && !report.isSwapped) process.exitCode = 1;
  } catch (error) {
    bar.stop();
    console.error(`rebuild: ${describe(error)}`);
    process.exitCode = error instanceof RebuildUsageError ? 2 : 1;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RebuildUsageError) return `${error.message}\n\n${REBUILD_USAGE}`;
  return PLAIN_ERRORS.includes(error.name) ? error.message : (error.stack ?? error.message);
}
