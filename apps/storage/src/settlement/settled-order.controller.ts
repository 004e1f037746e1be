import {
  Access,
  Caller,
  ProblemBody,
  accountIdParameter,
  formatRatio,
  formatHundredths,
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
import { AccountReader } from '../account/account.reader.js';
import { formatProfit } from '../money.js';
import { presentShare } from './present-share.js';
import type { SettledOrder } from './settled-order.entity.js';
import { SettledOrderPage, SettledOrderQuery, type SettledOrderView } from './settlement.query.js';
import { SettlementReader } from './settlement.reader.js';

@ApiTags('accounts')
@Controller('v1/accounts/:accountId/settled-orders')
export class SettledOrderController {
  constructor(
    private readonly accounts: AccountReader,
    private readonly reader: SettlementReader,
  ) {}

  @Get()
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({
    summary: 'What each order of an account came to in markets that are settled',
    description:
      'By the settlements in force: one that is settled again replaces the orders of the market, one that is reversed removes ' +
      'them. Newest first unless `sort=oldest`; pages are linked by `nextCursor`.',
  })
  @ApiParam({ name: 'accountId', example: 'alice' })
  @ApiOkResponse({ standardSchema: SettledOrderPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'ACCOUNT_UNKNOWN' })
  async list(
    @Caller() caller: Principal,
    @Param('accountId', { schema: accountIdParameter() }) accountId: string,
    @Query({ schema: SettledOrderQuery }) query: SettledOrderQuery,
  ): Promise<Page<SettledOrderView>> {
    await this.accounts.getFor(caller, accountId);
    const orders = await this.reader.settledOrders(accountId, query);
    return toPage(orders, query.limit, {
      keyOf: ({ settledAt, orderId }) => [settledAt.getTime(), orderId],
      present,
    });
  }
}

function present(order: SettledOrder): SettledOrderView {
  const { sizeMatched, matchedPriceSize, side, places } = order;
  const average = { numerator: matchedPriceSize, denominator: sizeMatched * 100, digits: 2 };
  return {
    orderId: order.orderId,
    marketId: order.marketId,
    runnerId: order.runnerId,
    side,
    sizeMatched: formatHundredths(sizeMatched),
    averagePriceMatched: formatRatio(average),
    runnerResult: order.runnerResult,
    share: presentShare(order),
    result: (side === 'BACK') === places > 0 ? 'WON' : 'LOST',
    profit: formatProfit(order.profitNumerator, BigInt(order.tied)),
    settledSequence: order.settledSequence,
    settledAt: order.settledAt.toISOString(),
  };
}
