import { Module } from '@nestjs/common';
import { LevelProjector } from './level.projector.js';
import { MarketDataController } from './market-data.controller.js';
import { MarketDataReader } from './market-data.reader.js';
import { MarketProjector } from './market.projector.js';

@Module({
  controllers: [MarketDataController],
  providers: [MarketDataReader, MarketProjector, LevelProjector],
  exports: [MarketDataReader, MarketProjector, LevelProjector],
})
export class MarketDataModule {}
