import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { StateModule } from '../snapshot/state.module.js';
import { EventLogService } from './event-log.service.js';

/** The durable log of everything that happened. */
@Module({
  imports: [SequencerModule, StateModule],
  providers: [EventLogService],
  exports: [EventLogService],
})
export class EventLogModule {}
