import {
  Access,
  Caller,
  ProblemBody,
  accountToRead,
  formatHundredths,
  formatRatio,
  notFound,
  positiveInteger,
  mayRead,
  toPage,
  type Page,
  type Principal,
} from '@backlay/service';
import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Order } from './order.entity.js';
import { OrderPage, OrderQuery, OrderView } from './order.query.js';
import { OrderReader } from './order.reader.js';

@ApiTags('orders')
@Controller('v1/orders')
export class OrderController {
  constructor(private readonly reader: OrderReader) {}

  @Get()
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({
    summary: 'Orders by market, runner, account, status and time',
    description:
      'Current state of every order ever placed (for a trader: of the own account), sorted by placing, newest first unless `sort=oldest`. ' +
      'Pages are linked by `nextCursor`.',
  })
  @ApiOkResponse({ standardSchema: OrderPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(
    @Caller() caller: Principal,
    @Query({ schema: OrderQuery }) query: OrderQuery,
  ): Promise<Page<OrderView>> {
    const accountId = accountToRead(caller, query.accountId);
    const orders = await this.reader.find({ ...query, accountId });
    return toPage(orders, query.limit, {
      keyOf: ({ placedAt, placedSequence }) => [placedAt.getTime(), placedSequence],
      present,
    });
  }

  @Get(':orderId')
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({
    summary: 'One order',
    description: 'For a trader the order of another account is not there.',
  })
  @ApiParam({ name: 'orderId', example: 1 })
  @ApiOkResponse({ standardSchema: OrderView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'ORDER_UNKNOWN' })
  async get(
    @Caller() caller: Principal,
    @Param('orderId', { schema: positiveInteger() }) orderId: number,
  ): Promise<OrderView> {
    const order = await this.reader.findOne(orderId);
    // In the words of an order that never was: that there is one is its owner's business.
    if (order === null || !mayRead(caller, order.accountId)) throw notFound('order', orderId);
    return present(order);
  }
}

function present(order: Order): OrderView {
  const { sizeMatched, matchedPriceSize } = order;
  const averageRatio = { numerator: matchedPriceSize, denominator: sizeMatched * 100, digits: 2 };
  return {
    orderId: order.orderId,
    accountId: order.accountId,
    marketId: order.marketId,
    runnerId: order.runnerId,
    side: order.side,
    status: statusOf(order),
    price: formatHundredths(order.price),
    size: formatHundredths(order.size),
    sizeMatched: formatHundredths(sizeMatched),
    sizeRemaining: formatHundredths(order.sizeRemaining),
    sizeCancelled: formatHundredths(order.sizeCancelled),
    sizeLapsed: formatHundredths(order.sizeLapsed),
    sizeVoided: formatHundredths(order.sizeVoided),
    averagePriceMatched: sizeMatched === 0 ? null : formatRatio(averageRatio),
    replacesOrderId: order.replacesOrderId,
    persistence: order.persistence,
    timeInForce: order.timeInForce,
    minFillSize: order.minFillSize === null ? null : formatHundredths(order.minFillSize),
    goodTill: order.goodTill?.toISOString() ?? null,
    releaseAt: order.releaseAt?.toISOString() ?? null,
    cancelReason: order.cancelReason,
    lapseReason: order.lapseReason,
    placedSequence: order.placedSequence,
    placedAt: order.placedAt.toISOString(),
    updatedSequence: order.updatedSequence,
    updatedAt: order.updatedAt.toISOString(),
  };
}

function statusOf({ sizeRemaining, releaseAt }: Order): OrderView['status'] {
  if (sizeRemaining === 0) return 'COMPLETE';
  return releaseAt === null ? 'RESTING' : 'WAITING';
}
