import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { MarketReader } from './market-reader.js';
import { MarketController } from './market.controller.js';

/** Creating, opening and reading markets. */
@Module({
  imports: [SequencerModule],
  controllers: [MarketController],
  providers: [MarketReader],
  exports: [MarketReader],
})
export class MarketModule {}
