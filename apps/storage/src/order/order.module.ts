import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderController } from './order.controller.js';
import { Order } from './order.entity.js';
import { OrderProjector } from './order.projector.js';
import { OrderReader } from './order.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Order])],
  controllers: [OrderController],
  providers: [OrderReader, OrderProjector],
  exports: [OrderProjector],
})
export class OrderModule {}
