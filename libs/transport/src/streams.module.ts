import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { EventLogServer, type EventLogServerOptions } from './event-log.server.js';
import { RedisStreamsServer, type RedisStreamsServerOptions } from './redis-streams.server.js';
import { StreamServer } from './stream-server.js';

/** Which backbone feeds the handlers, and its options. */
export type StreamsModuleOptions =
  | ({ readonly backbone: 'log' } & EventLogServerOptions)
  | ({ readonly backbone: 'redis' } & RedisStreamsServerOptions);

export interface StreamsModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  // oxlint-disable-next-line typescript/no-explicit-any -- as in Nest's own FactoryProvider: what is injected is not known here
  readonly useFactory: (...dependencies: any[]) => StreamsModuleOptions | Promise<StreamsModuleOptions>;
  readonly inject?: FactoryProvider['inject'];
}

/**
 * Provides the strategy under the token `StreamServer`, to connect it and to ask it for its state:
 * `app.connectMicroservice({ strategy: app.get(StreamServer) })`.
 */
@Module({})
export class StreamsModule {
  static forRoot(options: StreamsModuleOptions): DynamicModule {
    return StreamsModule.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: StreamsModuleAsyncOptions): DynamicModule {
    return {
      module: StreamsModule,
      global: true,
      imports,
      providers: [
        {
          provide: StreamServer,
          inject,
          useFactory: async (...dependencies: unknown[]): Promise<StreamServer> =>
            createStreamServer(await useFactory(...dependencies)),
        },
      ],
      exports: [StreamServer],
    };
  }
}

/** The strategy for the chosen backbone, for applications that do without the module. */
export function createStreamServer(options: StreamsModuleOptions): StreamServer {
  return options.backbone === 'log' ? new EventLogServer(options) : new RedisStreamsServer(options);
}
