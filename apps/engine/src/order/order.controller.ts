import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readId, readOrderId } from '../http/fields.js';
import { sendAnswer, sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { readLimit } from '../http/paging.js';
import { isAccepted, type Answer } from '../sequencer/answer.js';
import { Sequencer } from '../sequencer/sequencer.js';
import type { EngineCommand } from '../matching/engine-command.js';
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
  readonly accountId: string;
  readonly marketId: string;
  readonly limit?: string;
  readonly after?: string;
}

/** What accounts do with orders. Bodies have the right form when they get here: the route's compiled schema saw to it. */
@ApiTags('Orders')
@Controller('v1/orders')
export class OrderController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly reader: OrderReader,
  ) {}

  @Post()
  @Operation(PLACE_ORDER)
  async place(@Body() body: PlaceOrderBody, @Res() reply: HttpReply): Promise<void> {
    await this.answerWhenDurable(placeCommand(body), reply);
  }

  @Post('batch')
  @Operation(PLACE_BATCH)
  async placeBatch(@Body() { orders }: PlaceBatchBody, @Res() reply: HttpReply): Promise<void> {
    const commands = orders.map((order, index) => placeCommand(order, `/orders/${index}`));
    await this.answerAllWhenDurable(commands, reply);
  }

  @Get()
  @Operation(LIST_ORDERS)
  async list(@Query() query: ListOrdersQuery, @Res() reply: HttpReply): Promise<void> {
    const selection = {
      accountId: query.accountId,
      marketId: readId(query.marketId, '?marketId'),
      limit: readLimit(query.limit),
      after: query.after === undefined ? 0 : readOrderId(query.after, '?after'),
    };
    sendJson(reply, await this.sequencer.read(() => this.reader.list(selection)));
  }

  @Get(':orderId')
  @Operation(GET_ORDER)
  async get(@Param('orderId') orderId: string, @Res() reply: HttpReply): Promise<void> {
    const id = readOrderId(orderId);
    sendJson(reply, await this.sequencer.read(() => this.reader.get(id)));
  }

  @Post(':orderId/reduce')
  @Operation(REDUCE_ORDER)
  async reduce(
    @Param('orderId') orderId: string,
    @Body() body: ReduceOrderBody,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.answerWhenDurable(reduceCommand(body, readOrderId(orderId)), reply);
  }

  @Post(':orderId/replace')
  @Operation(REPLACE_ORDER)
  async replace(
    @Param('orderId') orderId: string,
    @Body() body: ReplaceOrderBody,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.answerWhenDurable(replaceCommand(body, readOrderId(orderId)), reply);
  }

  @Post('cancel-batch')
  @Operation(CANCEL_BATCH)
  async cancelBatch(@Body() body: CancelBatchBody, @Res() reply: HttpReply): Promise<void> {
    await this.answerAllWhenDurable(cancelBatchCommands(body), reply);
  }

  @Post(':orderId/cancel')
  @Operation(CANCEL_ORDER)
  async cancel(
    @Param('orderId') orderId: string,
    @Body() body: CancelOrderBody,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.answerWhenDurable(cancelCommand(body, readOrderId(orderId)), reply);
  }

  @Post('cancel-all')
  @Operation(CANCEL_ALL)
  async cancelAll(@Body() body: CancelAllBody, @Res() reply: HttpReply): Promise<void> {
    await this.answerWhenDurable(cancelAllCommand(body), reply);
  }

  private async answerWhenDurable(command: EngineCommand, reply: HttpReply): Promise<void> {
    const answer = await this.sequencer.submit(command);
    await this.sequencer.whenDurable(answer.sequence);
    sendAnswer(reply, answer);
  }

  private async answerAllWhenDurable(commands: readonly EngineCommand[], reply: HttpReply): Promise<void> {
    const answers = await this.sequencer.submitAll(commands);
    // The last command is not always the latest sequence: a retry has that of its first time.
    await this.sequencer.whenDurable(answers.reduce((latest, { sequence }) => Math.max(latest, sequence), 0));
    sendJson(reply, `{"results":[${answers.map(batchResult).join(',')}]}`);
  }
}

function batchResult(answer: Answer): string {
  return `{"status":${answer.status},"${isAccepted(answer) ? 'order' : 'problem'}":${answer.body}}`;
}
