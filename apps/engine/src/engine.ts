import { isatty } from 'node:tty';
import { KeyRing, QuietWsAdapter } from '@backlay/service';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EngineConfig } from './config.js';
import type { EngineSurroundings } from './engine-config.module.js';
import { EngineModule } from './engine.module.js';
import { EventLogService, type RecoveryReport } from './event-log/event-log.service.js';
import { DirectRoutes } from './http/direct-routes.js';
import { createHttp } from './http/fastify-adapter.js';
import { IntakeGate } from './http/intake-gate.js';
import { ProblemFilter } from './http/problem.filter.js';
import { serveDocs } from './http/swagger.js';
import { directOrders } from './order/direct-orders.js';
import { PublishingService } from './publishing/publishing.service.js';
import { CommandDesk } from './sequencer/command-desk.js';
import { EngineStatus } from './sequencer/engine-status.js';
import { SnapshotService } from './snapshot/snapshot.service.js';

/** While the engine stops, connections whose request was answered are closed so often, in ms. */
const CLOSE_IDLE_INTERVAL_MS = 25;
/** Connections that are still open so long after the engine was told to stop are cut, in ms. */
const CLOSE_CONNECTIONS_AFTER_MS = 5_000;

/**
 * All of the log goes to stderr: stdout has what the engine has to say to whoever started it. That the address cannot be
 * listened on is the only error Nest logs about the application itself; it is thrown, too, and said once.
 */
class StderrLogger extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    if (context !== 'NestApplication') super.printMessages(messages, context, logLevel, 'stderr');
  }
}

/** An engine that listens; it answers 503 until `ready`. */
export interface Engine {
  readonly app: NestFastifyApplication;
  /** `http://host:port` */
  readonly url: string;
  /** Resolves when commands are taken; rejects when the log cannot be used. */
  readonly ready: Promise<RecoveryReport>;
  /** Takes no more commands, answers those in flight, closes the log. Later calls return the same promise. */
  stop(): Promise<void>;
}

/**
 * Assembles the engine without listening; `app.get()` reaches its parts.
 * @throws ConfigError when the keys cannot be used
 */
export async function createEngineApp(
  config: EngineConfig,
  surroundings?: EngineSurroundings,
): Promise<NestFastifyApplication> {
  const keyRing = await KeyRing.open(config.access);
  const { adapter, routes, refused, turnAway } = createHttp(config, keyRing);
  const app = await NestFactory.create<NestFastifyApplication>(
    EngineModule.forRoot(config, { ...surroundings, keyRing, refused }),
    adapter,
    {
      bodyParser: false,
      abortOnError: false,
      logger: new StderrLogger({
        logLevels: ['warn', 'error', 'fatal'],
        prefix: 'engine',
        colors: isatty(2),
      }),
    },
  );
  app.useWebSocketAdapter(new QuietWsAdapter(app));
  app.useGlobalFilters(new ProblemFilter(routes, refused));
  const status = app.get(EngineStatus);
  const isOpen = (): boolean => status.phase === 'READY';
  new DirectRoutes(directOrders(app.get(CommandDesk)), { keyRing, refused, turnAway, isOpen }).stand(
    app.getHttpServer(),
    adapter.getInstance(),
  );
  app.get(IntakeGate).guard(app.getHttpServer());
  serveDocs(app, config.access);
  return app;
}

/**
 * Listens at once, so that health is answered, and then replays the log.
 * @throws Error when the address cannot be listened on
 */
export async function startEngine(app: NestFastifyApplication, config: EngineConfig): Promise<Engine> {
  await app.listen(config.port, config.host);
  let stopped: Promise<void> | undefined;
  return {
    app,
    url: (await app.getUrl()).replace('[::1]', 'localhost'),
    ready: recover(app),
    stop: () => (stopped ??= stop(app)),
  };
}

async function recover(app: NestFastifyApplication): Promise<RecoveryReport> {
  const publishing = app.get(PublishingService);
  const report = await app.get(EventLogService).recover(() => publishing.start());
  if (app.get(EngineStatus).phase === 'READY') {
    await app.get(SnapshotService).start();
  }
  return report;
}

async function stop(app: NestFastifyApplication): Promise<void> {
  app.get(EngineStatus).beginStopping();
  const server = app.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_INTERVAL_MS);
  const all = setTimeout(() => server.closeAllConnections(), CLOSE_CONNECTIONS_AFTER_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(all);
  }
}
