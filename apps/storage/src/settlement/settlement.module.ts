import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountModule } from '../account/account.module.js';
import { SettledOrderController } from './settled-order.controller.js';
import { SettledOrder } from './settled-order.entity.js';
import { SettlementController } from './settlement.controller.js';
import { Settlement } from './settlement.entity.js';
import { SettlementProjector } from './settlement.projector.js';
import { SettlementReader } from './settlement.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Settlement, SettledOrder]), AccountModule],
  controllers: [SettlementController, SettledOrderController],
  providers: [SettlementReader, SettlementProjector],
  exports: [SettlementProjector],
})
export class SettlementModule {}
