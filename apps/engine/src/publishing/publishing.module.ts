import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { PublishingService } from './publishing.service.js';

/** From the log to the rest of the world. */
@Module({
  imports: [SequencerModule, EventLogModule],
  providers: [PublishingService],
  exports: [PublishingService],
})
export class PublishingModule {}
