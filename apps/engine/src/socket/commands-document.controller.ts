import { Access } from '@backlay/service';
import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { commandsDocument } from './async-api.js';

/** The description of the commands over WebSocket, beside that of the REST operations. */
@ApiExcludeController()
@Controller('docs/commands.json')
export class CommandsDocumentController {
  readonly #document = commandsDocument();

  @Get()
  @Access('PUBLIC')
  get(): object {
    return this.#document;
  }
}
