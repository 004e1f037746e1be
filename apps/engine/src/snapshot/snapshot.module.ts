import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { LogRetention } from './log-retention.js';
import { SnapshotService } from './snapshot.service.js';
import { StateModule } from './state.module.js';

/** Makes snapshots while the engine runs, and removes what is not needed any more. */
@Module({
  imports: [SequencerModule, StateModule, EventLogModule, PublishingModule],
  providers: [LogRetention, SnapshotService],
  exports: [SnapshotService],
})
export class SnapshotModule {}
