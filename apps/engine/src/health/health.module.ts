import { Module } from '@nestjs/common';
import { EventLogModule } from '../event-log/event-log.module.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { EngineStateController } from './engine-state.controller.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** How the engine is doing. */
@Module({
  imports: [SequencerModule, EventLogModule, PublishingModule],
  controllers: [EngineStateController, HealthController],
  providers: [HealthService],
})
export class HealthModule {}
