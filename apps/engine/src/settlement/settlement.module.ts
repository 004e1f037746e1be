import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { SettlementController } from './settlement.controller.js';

/** Settling, settling again and voiding markets. */
@Module({ imports: [SequencerModule], controllers: [SettlementController] })
export class SettlementModule {}
