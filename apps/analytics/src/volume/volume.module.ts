import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MarketDataModule } from '../market-data/market-data.module.js';
import { PriceVolume } from './price-volume.entity.js';
import { VolumeController } from './volume.controller.js';
import { VolumeProjector } from './volume.projector.js';

@Module({
  imports: [TypeOrmModule.forFeature([PriceVolume]), MarketDataModule],
  controllers: [VolumeController],
  providers: [VolumeProjector],
  exports: [VolumeProjector],
})
export class VolumeModule {}
