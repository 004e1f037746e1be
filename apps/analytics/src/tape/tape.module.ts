import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MarketDataModule } from '../market-data/market-data.module.js';
import { TapeTrade } from './tape-trade.entity.js';
import { TapeController } from './tape.controller.js';
import { TapeProjector } from './tape.projector.js';

@Module({
  imports: [TypeOrmModule.forFeature([TapeTrade]), MarketDataModule],
  controllers: [TapeController],
  providers: [TapeProjector],
  exports: [TapeProjector],
})
export class TapeModule {}
