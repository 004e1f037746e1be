import { Access, ProblemBody, toPage, type Page } from '@backlay/service';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ArchivedEvent } from './archived-event.entity.js';
import { EventPage, EventQuery, type EventView } from './event.query.js';
import { EventReader } from './event.reader.js';

@ApiTags('events')
@Controller('v1/events')
export class EventController {
  constructor(private readonly reader: EventReader) {}

  @Get()
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'The archive: every event as it happened',
    description:
      'By sequence range and market, newest first unless `sort=oldest`. A sequence without events was a command that ' +
      'changed nothing. Pages are linked by `nextCursor`.',
  })
  @ApiOkResponse({ standardSchema: EventPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(@Query({ schema: EventQuery }) query: EventQuery): Promise<Page<EventView>> {
    const events = await this.reader.find(query);
    return toPage(events, query.limit, {
      keyOf: ({ sequence, eventIndex }) => [sequence, eventIndex],
      present,
    });
  }
}

function present({ sequence, eventIndex, type, marketId, time, payload }: ArchivedEvent): EventView {
  return {
    sequence,
    index: eventIndex,
    type,
    marketId: marketId === 0 ? null : marketId,
    time: time.toISOString(),
    payload,
  };
}
