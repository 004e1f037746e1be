import type { LogStorage } from '@backlay/transport';
import { Module } from '@nestjs/common';
import { FirstAnswers } from '../answers/first-answers.js';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG, LOG_STORAGE } from '../engine-config.module.js';
import { Exchange } from '../matching/exchange.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { EngineState } from './engine-state.js';
import { SnapshotStore } from './snapshot-store.js';

/** The engine's state as a whole, and where its snapshots are. */
@Module({
  imports: [SequencerModule],
  providers: [
    {
      provide: EngineState,
      inject: [ENGINE_CONFIG, Exchange, FirstAnswers],
      useFactory: ({ shard }: EngineConfig, exchange: Exchange, names: FirstAnswers) =>
        new EngineState({ shard, exchange, names, namesPart: names.index }),
    },
    {
      provide: SnapshotStore,
      inject: [ENGINE_CONFIG, LOG_STORAGE],
      useFactory: ({ snapshotDirectory: directory, shard }: EngineConfig, storage: LogStorage) =>
        new SnapshotStore({ directory, shard, storage }),
    },
  ],
  exports: [EngineState, SnapshotStore],
})
export class StateModule {}
