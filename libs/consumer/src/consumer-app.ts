import { isDatabaseUnavailable } from '@backlay/persistence';
import {
  KeyRing,
  KeyRingModule,
  configureHttp,
  readOnlyHttpAdapter,
  type ErrorTranslator,
} from '@backlay/service';
import { StreamServer, StreamUnavailableError } from '@backlay/transport';
import { Logger, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { documentAtLeast } from './at-least/document-at-least.js';
import type { ConsumerSettings } from './consumer-settings.js';

/** What differs between the apps. */
export interface ConsumerAppOptions {
  /** The app's name, in its log and in the title of its API. */
  readonly name: string;
  /** What a reader of `/docs` sees first. */
  readonly description: string;
  /** Contains a `ConsumerModule`. */
  readonly module: DynamicModule;
  /** Adds what is no part of a module, such as pages, before the app listens. */
  readonly prepare?: (app: NestFastifyApplication) => void | Promise<void>;
}

const databaseTrouble: ErrorTranslator = (error) =>
  isDatabaseUnavailable(error)
    ? {
        status: 503,
        code: 'DATABASE_UNAVAILABLE',
        detail: 'The database does not answer; ask again in a moment.',
      }
    : undefined;

const redisTrouble: ErrorTranslator = (error) =>
  error instanceof StreamUnavailableError
    ? { status: 503, code: 'REDIS_UNAVAILABLE', detail: 'Redis does not answer; ask again in a moment.' }
    : undefined;

/** Starts an app: database, HTTP, then the consumer. Resolves when events are being taken in, or it stands by. */
export async function startConsumerApp(
  { host, port, access }: ConsumerSettings,
  { name, description, module, prepare }: ConsumerAppOptions,
): Promise<NestFastifyApplication> {
  const keyRing = await KeyRing.open(access);
  const app = await NestFactory.create<NestFastifyApplication>(
    rootModule(module, keyRing),
    readOnlyHttpAdapter(keyRing),
    { abortOnError: false },
  );
  const translators = [databaseTrouble, redisTrouble];
  configureHttp(app, {
    title: `backlay ${name}`,
    description,
    translators,
    access,
    complete: documentAtLeast,
  });
  app.connectMicroservice({ strategy: app.get(StreamServer, { strict: false }) });
  try {
    await prepare?.(app);
    await app.listen(port, host);
    await app.startAllMicroservices();
  } catch (error) {
    await app.close();
    throw error;
  }
  new Logger(name).log(`ready at ${await app.getUrl()}, description at ${await app.getUrl()}/docs`);
  return app;
}

/** The app's module, and the keys. */
class RootModule {}

function rootModule(module: DynamicModule, keyRing: KeyRing): DynamicModule {
  return { module: RootModule, imports: [KeyRingModule.of(keyRing), module] };
}
