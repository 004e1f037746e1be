import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { FirstAnswers } from '../answers/first-answers.js';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { EventLogService } from '../event-log/event-log.service.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { IntakeGate } from '../http/intake-gate.js';
import { Operation } from '../http/operation.js';
import { Exchange } from '../matching/exchange.js';
import { PublishingService } from '../publishing/publishing.service.js';
import { EngineStatus } from '../sequencer/engine-status.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { SnapshotService } from '../snapshot/snapshot.service.js';

/** The engine about itself. */
@ApiTags('Engine')
@Controller('v1/engine')
export class EngineStateController {
  constructor(
    @Inject(ENGINE_CONFIG) private readonly config: EngineConfig,
    private readonly status: EngineStatus,
    private readonly sequencer: Sequencer,
    private readonly exchange: Exchange,
    private readonly log: EventLogService,
    private readonly publishing: PublishingService,
    private readonly snapshots: SnapshotService,
    private readonly intake: IntakeGate,
    private readonly firstAnswers: FirstAnswers,
  ) {}

  @Get()
  @Operation({
    summary: 'Read the state of the engine',
    description:
      'Positions of the sequencer, of the log and of the publisher, with counters since the start (replay included). Answers in every phase. ' +
      '`stateHash=true` adds a digest of the whole state, queue positions included; it visits every order, so ask for it in tests and drills only.',
    access: 'OPERATOR_OR_VIEWER',
    status: 200,
    query: {
      stateHash: {
        schema: z.enum(['true', 'false']),
        description: 'Add the digest of the state',
        optional: true,
      },
    },
    answer: { component: 'EngineState', description: 'The state' },
    refusals: ['REQUEST_INVALID'],
  })
  state(@Query('stateHash') stateHash: string | undefined, @Res() reply: HttpReply): void {
    const { phase, reason } = this.status;
    const body = {
      phase,
      reason,
      shard: this.config.shard,
      epoch: this.log.epoch,
      sequence: this.sequencer.lastSequence,
      durableSequence: this.sequencer.durableSequence,
      ...(stateHash === 'true' && { stateHash: this.exchange.stateHash() }),
      intake: { bytesInProgress: this.intake.bytesInProgress, refused: this.intake.refusedCount },
      counters: this.sequencer.counters,
      commandIds: this.commandIds(),
      snapshots: this.snapshots.status,
      publisher: { backbone: this.config.backbone, ...this.publishing.status },
    };
    sendJson(reply, JSON.stringify(body));
  }

  private commandIds(): { known: number; forgottenTimeMs: number | null } {
    const { count, forgottenTimeMs } = this.firstAnswers.index;
    return { known: count, forgottenTimeMs: forgottenTimeMs < 0 ? null : forgottenTimeMs };
  }
}
