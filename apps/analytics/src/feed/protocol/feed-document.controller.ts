import { Access } from '@backlay/service';
import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { feedDocument } from './async-api.js';

/** The description of the feed, beside that of the REST operations. */
@ApiExcludeController()
@Controller('docs/feed.json')
export class FeedDocumentController {
  readonly #document = feedDocument();

  @Get()
  @Access('PUBLIC')
  get(): object {
    return this.#document;
  }
}
