import { Module } from '@nestjs/common';
import type { EngineConfig } from '../config.js';
import { ENGINE_CONFIG } from '../engine-config.module.js';
import { IntakeGate } from './intake-gate.js';
import { ProblemsController } from './problems.controller.js';

/** What all operations share at the edge. */
@Module({
  controllers: [ProblemsController],
  providers: [
    {
      provide: IntakeGate,
      inject: [ENGINE_CONFIG],
      useFactory: ({ intakeBytesMax }: EngineConfig) => new IntakeGate(intakeBytesMax),
    },
  ],
  exports: [IntakeGate],
})
export class HttpModule {}
