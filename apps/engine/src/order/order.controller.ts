import { Caller, CallerAccount, type Principal } from '@backlay/service';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readId, readOrderId } from '../http/fields.js';
import { fieldProblem } from '../http/problem.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { readLimit } from '../http/paging.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { OrderReader } from './order-reader.js';
import {
  CANCEL_ALL,
  CANCEL_BATCH,
  CANCEL_ORDER,
  GET_ORDER,
  LIST_ORDERS,
  PLACE_BATCH,
  PLACE_ORDER,
  REDUCE_ORDER,
  REPLACE_ORDER,
} from './order.operations.js';
import {
  cancelAllCommand,
  cancelBatchCommands,
  cancelCommand,
  placeCommand,
  placeCommands,
  reduceCommand,
  replaceCommand,
  type CancelAllBody,
  type CancelBatchBody,
  type CancelOrderBody,
  type PlaceBatchBody,
  type PlaceOrderBody,
  type ReduceOrderBody,
  type ReplaceOrderBody,
} from './order.schema.js';

interface ListOrdersQuery {
  readonly accountId?: string;
  readonly marketId?: string;
  readonly limit?: string;
  readonly after?: string;
}

/** What accounts do with orders. Bodies have the right form when they get here: the route's compiled schema saw to it. */
@ApiTags('Orders')
@Controller('v1/orders')
export class OrderController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly desk: CommandDesk,
    private readonly reader: OrderReader,
  ) {}

  @Post()
  @Operation(PLACE_ORDER)
  async place(
    @CallerAccount() accountId: string,
    @Body() body: PlaceOrderBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(placeCommand(accountId, body), reply);
  }

  @Post('batch')
  @Operation(PLACE_BATCH)
  async placeBatch(
    @CallerAccount() accountId: string,
    @Body() body: PlaceBatchBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answerAll(placeCommands(accountId, body), reply);
  }

  @Get()
  @Operation(LIST_ORDERS)
  async list(
    @Caller() caller: Principal,
    @Query() query: ListOrdersQuery,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const selection = {
      accountId: accountToList(caller, query.accountId),
      marketId: query.marketId === undefined ? undefined : readId(query.marketId, '?marketId'),
      limit: readLimit(query.limit),
      after: query.after === undefined ? 0 : readOrderId(query.after, '?after'),
    };
    sendJson(reply, await this.sequencer.read(() => this.reader.list(selection)));
  }

  @Get(':orderId')
  @Operation(GET_ORDER)
  async get(
    @Caller() caller: Principal,
    @Param('orderId') orderId: string,
    @Res() reply: HttpReply,
  ): Promise<void> {
    const id = readOrderId(orderId);
    sendJson(reply, await this.sequencer.read(() => this.reader.get(id, caller)));
  }

  @Post(':orderId/reduce')
  @Operation(REDUCE_ORDER)
  async reduce(
    @CallerAccount() accountId: string,
    @Param('orderId') orderId: string,
    @Body() body: ReduceOrderBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(reduceCommand(accountId, readOrderId(orderId), body), reply);
  }

  @Post(':orderId/replace')
  @Operation(REPLACE_ORDER)
  async replace(
    @CallerAccount() accountId: string,
    @Param('orderId') orderId: string,
    @Body() body: ReplaceOrderBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(replaceCommand(accountId, readOrderId(orderId), body), reply);
  }

  @Post('cancel-batch')
  @Operation(CANCEL_BATCH)
  async cancelBatch(
    @CallerAccount() accountId: string,
    @Body() body: CancelBatchBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answerAll(cancelBatchCommands(accountId, body), reply);
  }

  @Post(':orderId/cancel')
  @Operation(CANCEL_ORDER)
  async cancel(
    @CallerAccount() accountId: string,
    @Param('orderId') orderId: string,
    @Body() body: CancelOrderBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(cancelCommand(accountId, readOrderId(orderId), body), reply);
  }

  @Post('cancel-all')
  @Operation(CANCEL_ALL)
  async cancelAll(
    @CallerAccount() accountId: string,
    @Body() body: CancelAllBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(cancelAllCommand(accountId, body), reply);
  }
}

/**
 * Whose orders a list shows: a trader's own, or those of the account that an operator names.
 * @throws ProblemError when a trader names one, or an operator none
 */
function accountToList(caller: Principal, named: string | undefined): string {
  if (caller.role === 'trader') {
    if (named === undefined) return caller.accountId;
    throw fieldProblem('?accountId', "is for operators; a trader's account is that of the key");
  }
  if (named !== undefined) return named;
  throw fieldProblem('?accountId', 'is missing: an operator names the account whose orders are wanted');
}
