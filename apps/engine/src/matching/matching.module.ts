import { Module } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { Exchange } from './exchange.js';

/** The matcher, once in the process, with what surrounds it. */
@Module({
  providers: [
    {
      provide: Exchange,
      inject: [ENGINE_CONFIG],
      useFactory: ({ completedOrders }: EngineConfig) => new Exchange(completedOrders),
    },
  ],
  exports: [Exchange],
})
export class MatchingModule {}
