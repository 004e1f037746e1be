import { Module } from '@nestjs/common';
import { ProblemsController } from './problems.controller.js';

/** What all operations share at the edge. */
@Module({ controllers: [ProblemsController] })
export class HttpModule {}
