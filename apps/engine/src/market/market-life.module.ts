import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { MarketLifeController } from './market-life.controller.js';

/** Suspending, resuming and closing markets; a module of its own for its place in the documentation. */
@Module({ imports: [SequencerModule], controllers: [MarketLifeController] })
export class MarketLifeModule {}
