import { isDatabaseUnavailable } from '@backlay/persistence';
import { configureHttp, readOnlyHttpAdapter, type ErrorTranslator } from '@backlay/service';
import { StreamServer } from '@backlay/transport';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { StorageConfig } from './config.js';

const DESCRIPTION =
  'What happened, for ever: every event of the exchange, every trade, and the current state of every order and market. ' +
  'Prices are decimal odds and sizes decimal money (stake of the backer), both as strings with two digits after the ' +
  'point; times are ISO 8601 in UTC. Refusals are problem documents (RFC 9457).';

const databaseTrouble: ErrorTranslator = (error) =>
  isDatabaseUnavailable(error)
    ? {
        status: 503,
        code: 'DATABASE_UNAVAILABLE',
        detail: 'The database does not answer; ask again in a moment.',
      }
    : undefined;

/** Starts the app: database, HTTP, then the consumer. Resolves when events are being taken in. */
export async function startApp(config: StorageConfig): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(config),
    readOnlyHttpAdapter(),
    {
      abortOnError: false,
    },
  );
  configureHttp(app, { title: 'backlay storage', description: DESCRIPTION, translators: [databaseTrouble] });
  app.connectMicroservice({ strategy: app.get(StreamServer) });
  try {
    await app.listen(config.port, config.host);
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  new Logger('storage').log(`ready at ${await app.getUrl()}, description at ${await app.getUrl()}/docs`);
  return app;
}
