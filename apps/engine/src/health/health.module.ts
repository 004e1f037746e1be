import { METRICS, MetricsController, createMetrics } from '@backlay/service';
import { Module } from '@nestjs/common';
import { FirstAnswers } from '../answers/first-answers.js';
import { EventLogModule } from '../event-log/event-log.module.js';
import { HttpModule } from '../http/http.module.js';
import { IntakeGate } from '../http/intake-gate.js';
import { RefusedRequests } from '../http/refused-requests.js';
import { PublishingModule } from '../publishing/publishing.module.js';
import { PublishingService } from '../publishing/publishing.service.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { SnapshotModule } from '../snapshot/snapshot.module.js';
import { SnapshotService } from '../snapshot/snapshot.service.js';
import { CommandHub } from '../socket/command-hub.js';
import { SocketModule } from '../socket/socket.module.js';
import { engineMetrics } from './engine-metrics.js';
import { EngineStateController } from './engine-state.controller.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** How the engine is doing. */
@Module({
  imports: [SequencerModule, EventLogModule, PublishingModule, SnapshotModule, HttpModule, SocketModule],
  controllers: [EngineStateController, HealthController, MetricsController],
  providers: [
    HealthService,
    {
      provide: METRICS,
      inject: [
        EngineStatus,
        Sequencer,
        PublishingService,
        IntakeGate,
        RefusedRequests,
        FirstAnswers,
        SnapshotService,
        CommandHub,
      ],
      useFactory: (
        status: EngineStatus,
        sequencer: Sequencer,
        publishing: PublishingService,
        intake: IntakeGate,
        refused: RefusedRequests,
        firstAnswers: FirstAnswers,
        snapshots: SnapshotService,
        sockets: CommandHub,
      ) =>
        createMetrics(
          'engine',
          engineMetrics({ status, sequencer, publishing, intake, refused, firstAnswers, snapshots, sockets }),
        ),
    },
  ],
})
export class HealthModule {}
