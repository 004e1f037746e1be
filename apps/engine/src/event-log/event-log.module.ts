import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { EventLogService } from './event-log.service.js';

/** The durable log of everything that happened. */
@Module({
  imports: [SequencerModule],
  providers: [EventLogService],
  exports: [EventLogService],
})
export class EventLogModule {}
