import { KeyRing } from '@backlay/service';
import { NODE_STORAGE, type LogStorage } from '@backlay/transport';
import { Module, type DynamicModule } from '@nestjs/common';
import type { EngineConfig } from './config.js';
import { OPEN_COMMAND_LOG, openCommandLog, type OpenCommandLog } from './event-log/command-log.js';
import { OPEN_REPLAY_SOURCE, openReplaySource, type OpenReplaySource } from './event-log/replay-source.js';
import { RefusedRequests } from './http/refused-requests.js';
import { RequestTimes } from './http/request-times.js';

/** Injection token of the {@link EngineConfig}. */
export const ENGINE_CONFIG = Symbol('ENGINE_CONFIG');

/** Injection token of the clock: milliseconds since 1970. */
export const NOW = Symbol('NOW');

/** Injection token of the {@link LogStorage} of the log and the snapshots. */
export const LOG_STORAGE = Symbol('LOG_STORAGE');

/** What the engine has from outside; a test may hand in others. */
export interface EngineSurroundings {
  readonly openLog?: OpenCommandLog;
  readonly openSource?: OpenReplaySource;
  readonly now?: () => number;
  readonly storage?: LogStorage;
}

/** What was made for the HTTP server before the modules were. */
export interface EdgeParts {
  readonly keyRing: KeyRing;
  readonly refused: RefusedRequests;
}

/** Gives every module the settings, the keys, the clock and the way to the log. */
@Module({})
export class EngineConfigModule {
  static forRoot(
    config: EngineConfig,
    { keyRing, refused, ...surroundings }: EngineSurroundings & EdgeParts,
  ): DynamicModule {
    const { openLog, openSource, now, storage } = surroundings;
    return {
      module: EngineConfigModule,
      global: true,
      providers: [
        { provide: ENGINE_CONFIG, useValue: config },
        { provide: KeyRing, useValue: keyRing },
        { provide: RefusedRequests, useValue: refused },
        RequestTimes,
        { provide: NOW, useValue: now ?? Date.now },
        { provide: LOG_STORAGE, useValue: storage ?? NODE_STORAGE },
        { provide: OPEN_COMMAND_LOG, useValue: openLog ?? openCommandLog },
        { provide: OPEN_REPLAY_SOURCE, useValue: openSource ?? openReplaySource },
      ],
      exports: [
        ENGINE_CONFIG,
        KeyRing,
        RefusedRequests,
        RequestTimes,
        NOW,
        LOG_STORAGE,
        OPEN_COMMAND_LOG,
        OPEN_REPLAY_SOURCE,
      ],
    };
  }
}
