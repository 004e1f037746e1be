import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { OrderReader } from './order-reader.js';
import { OrderController } from './order.controller.js';

/** Placing, changing and reading orders. */
@Module({ imports: [SequencerModule], controllers: [OrderController], providers: [OrderReader] })
export class OrderModule {}
