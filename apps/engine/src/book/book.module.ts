import { Module } from '@nestjs/common';
import { MarketModule } from '../market/market.module.js';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { BookReader } from './book-reader.js';
import { BookController } from './book.controller.js';

/** Reading books. */
@Module({ imports: [SequencerModule, MarketModule], controllers: [BookController], providers: [BookReader] })
export class BookModule {}
