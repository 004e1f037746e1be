import { Caller, CallerAccount, type Principal } from '@backlay/service';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readId } from '../http/fields.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { PositionReader } from './position-reader.js';
import { CASH_OUT, GET_POSITION, LIST_POSITIONS, QUOTE_CASH_OUT } from './position.operations.js';
import {
  cashOutCommand,
  shareOf,
  supposedOrder,
  type CashOutBody,
  type SupposedQuery,
} from './position.schema.js';

/** What accounts have at stake, what each result would bring, and how to close it. */
@ApiTags('Positions')
@Controller('v1')
export class PositionController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly desk: CommandDesk,
    private readonly reader: PositionReader,
  ) {}

  @Get('accounts/:accountId/positions')
  @Operation(LIST_POSITIONS)
  async list(
    @Caller() caller: Principal,
    @Param('accountId') accountId: string,
    @Res() reply: HttpReply,
  ): Promise<void> {
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.list(accountId, caller))));
  }

  @Get('accounts/:accountId/positions/:marketId')
  @Operation(GET_POSITION)
  async get(
    @Caller() caller: Principal,
    @Param() params: { readonly accountId: string; readonly marketId: string },
    @Query() query: SupposedQuery,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const marketId = readId(params.marketId, ':marketId');
    const supposed = supposedOrder(query);
    const read = () => this.reader.get(params.accountId, marketId, supposed, caller);
    sendJson(reply, JSON.stringify(await this.sequencer.read(read)));
  }

  @Get('account/cash-out')
  @Operation(QUOTE_CASH_OUT)
  async quote(
    @CallerAccount() accountId: string,
    @Query() query: { readonly marketId: string; readonly runnerId: string; readonly percent?: string },
    @Res() reply: HttpReply,
  ): Promise<void> {
    const wish = {
      accountId,
      marketId: readId(query.marketId, '?marketId'),
      runnerId: readId(query.runnerId, '?runnerId'),
      share: shareOf(query.percent, '?percent'),
    };
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.quote(wish))));
  }

  @Post('account/cash-out')
  @Operation(CASH_OUT)
  async cashOut(
    @CallerAccount() accountId: string,
    @Body() body: CashOutBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(cashOutCommand(accountId, body), reply);
  }
}
