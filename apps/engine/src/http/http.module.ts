import { Module } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { IntakeGate } from './intake-gate.js';
import { RequestTimes } from './request-times.js';
import { ProblemsController } from './problems.controller.js';

/** What all operations share at the edge. */
@Module({
  controllers: [ProblemsController],
  providers: [
    {
      provide: IntakeGate,
      inject: [ENGINE_CONFIG, RequestTimes],
      useFactory: ({ intakeBytesMax }: EngineConfig, times: RequestTimes) =>
        new IntakeGate(intakeBytesMax, times),
    },
  ],
  exports: [IntakeGate],
})
export class HttpModule {}
