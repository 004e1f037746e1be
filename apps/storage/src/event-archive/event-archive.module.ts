import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArchivedEvent } from './archived-event.entity.js';
import { EventArchiveProjector } from './event-archive.projector.js';
import { EventController } from './event.controller.js';
import { EventReader } from './event.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([ArchivedEvent])],
  controllers: [EventController],
  providers: [EventReader, EventArchiveProjector],
  exports: [EventArchiveProjector],
})
export class EventArchiveModule {}
