import { Logger, type INestApplication } from '@nestjs/common';
import { ConfigError } from './environment.js';

/** From the signal to the end of the process, at most. */
export const SHUTDOWN_MS_MAX = 10_000;

/**
 * Starts an app and ends it: `SIGTERM` and `SIGINT` close it once (what is in flight is finished), and after
 * {@link SHUTDOWN_MS_MAX} the process ends in any case. An error at the start is one line on standard error and exit code 1;
 * its stack is shown only when it is none of the expected ones.
 */
export async function runApp(name: string, start: () => Promise<INestApplication>): Promise<void> {
  const logger = new Logger(name);
  let app: INestApplication;
  try {
    app = await start();
  } catch (error) {
    console.error(`${name}: ${describe(error)}`);
    process.exit(1);
  }
  let isClosing = false;
  const close = (signal: NodeJS.Signals): void => {
    if (isClosing) return;
    isClosing = true;
    logger.log(`${signal}: finishing what is in flight`);
    setTimeout(() => {
      logger.error(
        `not finished within ${SHUTDOWN_MS_MAX} ms: ending anyway; what was not committed will be done again`,
      );
      process.exit(1);
    }, SHUTDOWN_MS_MAX).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(`closing failed: ${describe(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}

/** Errors whose message says all that the operator needs. */
const PLAIN_ERRORS = new Set([
  ConfigError.name,
  'DatabaseUnavailableError',
  'StreamConfigurationError',
  'PositionAheadError',
  'StreamUnavailableError',
]);

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${error.message}: the port is taken; choose another one by the app's *_PORT variable.`;
  return PLAIN_ERRORS.has(error.name) ? error.message : (error.stack ?? error.message);
}
