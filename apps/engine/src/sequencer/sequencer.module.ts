import { Module } from '@nestjs/common';
import { FirstAnswers } from '../answers/first-answers.js';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG, NOW } from '../engine-config.module.js';
import { Exchange } from '../matching/exchange.js';
import { MatchingModule } from '../matching/matching.module.js';
import { CommandDesk } from './command-desk.js';
import { EngineStatus } from './engine-status.js';
import { Sequencer } from './sequencer.js';

/** The one order of things, and the engine's place in its life. */
@Module({
  imports: [MatchingModule],
  providers: [
    CommandDesk,
    EngineStatus,
    {
      provide: FirstAnswers,
      inject: [ENGINE_CONFIG],
      useFactory: ({ commandHorizon, commandsInFlight, logDirectory }: EngineConfig) =>
        FirstAnswers.create({
          horizon: commandHorizon,
          commandsInFlightMax: commandsInFlight,
          log: { directory: logDirectory },
        }),
    },
    {
      provide: Sequencer,
      inject: [ENGINE_CONFIG, Exchange, FirstAnswers, EngineStatus, NOW],
      useFactory: (
        { shard, commandsInFlight: commandsInFlightMax }: EngineConfig,
        exchange: Exchange,
        firstAnswers: FirstAnswers,
        status: EngineStatus,
        now: () => number,
      ) => new Sequencer({ exchange, firstAnswers, status, now, shard, commandsInFlightMax }),
    },
  ],
  exports: [CommandDesk, EngineStatus, FirstAnswers, Sequencer, MatchingModule],
})
export class SequencerModule {}
