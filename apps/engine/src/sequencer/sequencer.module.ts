import { Module } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG, NOW } from '../engine-config.module.js';
import { Exchange } from '../matching/exchange.js';
import { MatchingModule } from '../matching/matching.module.js';
import { composeAnswer } from './compose-answer.js';
import { EngineStatus } from './engine-status.js';
import { FirstAnswers } from './first-answers.js';
import { Sequencer } from './sequencer.js';

/** The one order of things, and the engine's place in its life. */
@Module({
  imports: [MatchingModule],
  providers: [
    EngineStatus,
    {
      provide: Sequencer,
      inject: [ENGINE_CONFIG, Exchange, EngineStatus, NOW],
      useFactory: (config: EngineConfig, exchange: Exchange, status: EngineStatus, now: () => number) =>
        new Sequencer({
          exchange,
          status,
          now,
          composeAnswer,
          firstAnswers: new FirstAnswers(config.idempotencyCommands),
          shard: config.shard,
          commandsInFlightMax: config.commandsInFlight,
        }),
    },
  ],
  exports: [EngineStatus, Sequencer, MatchingModule],
})
export class SequencerModule {}
