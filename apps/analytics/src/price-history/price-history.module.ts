import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MarketDataModule } from '../market-data/market-data.module.js';
import { CandleController } from './candle.controller.js';
import { Candle } from './candle.entity.js';
import { CandleProjector } from './candle.projector.js';

@Module({
  imports: [TypeOrmModule.forFeature([Candle]), MarketDataModule],
  controllers: [CandleController],
  providers: [CandleProjector],
  exports: [CandleProjector],
})
export class PriceHistoryModule {}
