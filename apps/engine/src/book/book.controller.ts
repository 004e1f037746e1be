import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { idText, readId } from '../http/fields.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation, READ_REFUSALS, type OperationDocs, type ParameterDocs } from '../http/operation.js';
import { marketIdParam } from '../market/market.operations.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { BookReader } from './book-reader.js';

/** Levels of each side when the client does not say. */
const DEPTH_DEFAULT = 3;

const depthQuery: ParameterDocs = {
  schema: z
    .string()
    .regex(/^([1-9]\d{0,4}|full)$/)
    .describe('a number of levels from 1 to 99999, or full'),
  description: `Levels of each side, or \`full\`; ${DEPTH_DEFAULT} unless given`,
  example: '3',
  optional: true,
};

const SIDES =
  '`availableToBack` are resting LAY orders, highest price first; `availableToLay` are resting BACK orders, lowest price first. ' +
  'The book is exactly what all commands up to `sequence` have made, and all of them are on disk.';

const MARKET_BOOK: OperationDocs = {
  summary: 'Read the books of all runners of a market',
  description: SIDES,
  access: 'ANY_KEY',
  status: 200,
  params: { marketId: marketIdParam },
  query: { depth: depthQuery },
  answer: { component: 'Book', description: 'The books, runner by runner' },
  refusals: [...READ_REFUSALS, 'MARKET_UNKNOWN'],
};

const RUNNER_BOOK: OperationDocs = {
  summary: 'Read the book of one runner',
  description: SIDES,
  access: 'ANY_KEY',
  status: 200,
  params: {
    marketId: marketIdParam,
    runnerId: { schema: idText, description: 'The runner, as the market lists it', example: 1 },
  },
  query: { depth: { ...depthQuery, example: 'full' } },
  answer: { component: 'Book', description: 'The book, `runners` having one entry' },
  refusals: [...READ_REFUSALS, 'MARKET_UNKNOWN', 'RUNNER_UNKNOWN'],
};

/** The books as they stand. */
@ApiTags('Book')
@Controller('v1/markets/:marketId')
export class BookController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly reader: BookReader,
  ) {}

  @Get('book')
  @Operation(MARKET_BOOK)
  async ofMarket(
    @Param('marketId') marketId: string,
    @Query('depth') depth: string | undefined,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const id = readId(marketId, ':marketId');
    sendJson(
      reply,
      JSON.stringify(await this.sequencer.read(() => this.reader.ofMarket(id, levelsOf(depth)))),
    );
  }

  @Get('runners/:runnerId/book')
  @Operation(RUNNER_BOOK)
  async ofRunner(
    @Param() params: { readonly marketId: string; readonly runnerId: string },
    @Query('depth') depth: string | undefined,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const marketId = readId(params.marketId, ':marketId');
    const runnerId = readId(params.runnerId, ':runnerId');
    const book = await this.sequencer.read(() => this.reader.ofRunner(marketId, runnerId, levelsOf(depth)));
    sendJson(reply, JSON.stringify(book));
  }
}

function levelsOf(depth: string | undefined): number {
  if (depth === undefined) return DEPTH_DEFAULT;
  return depth === 'full' ? Infinity : Number(depth);
}
