import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandKind, type MarketStatus } from '@backlay/matcher';
import { readId } from '../http/fields.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { readLimit } from '../http/paging.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { MarketReader } from './market-reader.js';
import { CREATE_MARKET, GET_MARKET, LIST_MARKETS, OPEN_MARKET } from './market.operations.js';
import {
  createMarketCommand,
  marketStepCommand,
  type CreateMarketBody,
  type MarketStepBody,
} from './market.schema.js';

interface ListMarketsQuery {
  readonly status?: keyof typeof MarketStatus;
  readonly limit?: string;
  readonly after?: string;
}

/** Markets up to the moment when orders can be placed. */
@ApiTags('Markets')
@Controller('v1/markets')
export class MarketController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly desk: CommandDesk,
    private readonly reader: MarketReader,
  ) {}

  @Post()
  @Operation(CREATE_MARKET)
  async create(@Body() body: CreateMarketBody, @Res() reply: CommandReply): Promise<void> {
    await this.desk.answer(createMarketCommand(body), reply);
  }

  @Get()
  @Operation(LIST_MARKETS)
  async list(@Query() query: ListMarketsQuery, @Res() reply: HttpReply): Promise<void> {
    const selection = {
      status: query.status,
      limit: readLimit(query.limit),
      after: query.after === undefined ? 0 : readId(query.after, '?after'),
    };
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.list(selection))));
  }

  @Get(':marketId')
  @Operation(GET_MARKET)
  async get(@Param('marketId') marketId: string, @Res() reply: HttpReply): Promise<void> {
    const id = readId(marketId, ':marketId');
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.get(id))));
  }

  @Post(':marketId/open')
  @Operation(OPEN_MARKET)
  async open(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    const command = marketStepCommand(CommandKind.OpenMarket, readId(marketId, ':marketId'), body);
    await this.desk.answer(command, reply);
  }
}
