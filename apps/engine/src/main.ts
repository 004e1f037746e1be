import { ConfigError, raiseInliningBudget } from '@backlay/service';
import { readConfig, type EngineConfig } from './config.js';
import { createEngineApp, startEngine, type Engine } from './engine.js';
import type { RecoveryReport } from './event-log/event-log.service.js';
import { threadedSource } from './event-log/threaded-source.js';
import { EngineStatus } from './sequencer/engine-status.js';

/** A stop that takes longer than this is ended, in ms. */
const STOP_TIMEOUT_MS = 9_500;

raiseInliningBudget();
try {
  await main();
} catch (error) {
  fail(error);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const engine = await listen(config);
  const stop = (): void => void end(engine);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    const report = await engine.ready;
    if (engine.app.get(EngineStatus).phase === 'READY') {
      console.log(`engine ready at ${engine.url} (documentation: ${engine.url}/docs)`);
      console.log(
        `${recoverySummary(report)}; epoch ${report.epoch}, log policy ${config.logPolicy}, backbone ${config.backbone}`,
      );
    }
  } catch (error) {
    await engine.stop().catch(() => undefined);
    throw error;
  }
}

function recoverySummary({ commands, snapshotSequence, durationMs }: RecoveryReport): string {
  const rate = durationMs === 0 ? 0 : Math.round((commands / durationMs) * 1000);
  const behind = snapshotSequence === 0 ? '' : ` behind the snapshot at sequence ${snapshotSequence}`;
  return `replayed ${commands} commands${behind} in ${Math.round(durationMs)} ms (${rate}/s)`;
}

async function listen(config: EngineConfig): Promise<Engine> {
  const app = await createEngineApp(config, { openSource: threadedSource(config.commandHorizon) });
  try {
    return await startEngine(app, config);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = `${config.host}:${config.port}`;
    if (code === 'EADDRINUSE') throw new ConfigError(`${where} is taken: set ENGINE_PORT to a free port.`);
    if (code === 'EACCES')
      throw new ConfigError(`${where} may not be listened on: set ENGINE_PORT to one above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`${config.host} is no address of this machine: set ENGINE_HOST to one.`);
    }
    throw error;
  }
}

async function end(engine: Engine): Promise<void> {
  const timer = setTimeout(
    () => fail(new Error(`stopping took longer than ${STOP_TIMEOUT_MS} ms`)),
    STOP_TIMEOUT_MS,
  );
  try {
    await engine.stop();
    clearTimeout(timer);
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

/** One clear sentence on stderr, and exit code 1. */
function fail(error: unknown): never {
  console.error(`engine: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
