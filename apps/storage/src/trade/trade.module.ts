import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TradeChange } from './trade-change.entity.js';
import { TradeController } from './trade.controller.js';
import { Trade } from './trade.entity.js';
import { TradeProjector } from './trade.projector.js';
import { TradeReader } from './trade.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Trade, TradeChange])],
  controllers: [TradeController],
  providers: [TradeReader, TradeProjector],
  exports: [TradeProjector],
})
export class TradeModule {}
