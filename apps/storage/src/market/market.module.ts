import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MarketController } from './market.controller.js';
import { Market, Runner } from './market.entity.js';
import { MarketProjector } from './market.projector.js';
import { MarketReader } from './market.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Market, Runner])],
  controllers: [MarketController],
  providers: [MarketReader, MarketProjector],
  exports: [MarketProjector],
})
export class MarketModule {}
