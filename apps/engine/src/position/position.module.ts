import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { MarketModule } from '../market/market.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { PositionReader } from './position-reader.js';
import { PositionController } from './position.controller.js';

/** What accounts have at stake, and cash-out. */
@Module({
  imports: [SequencerModule, AccountModule, MarketModule],
  controllers: [PositionController],
  providers: [PositionReader],
})
export class PositionModule {}
