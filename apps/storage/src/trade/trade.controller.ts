import { tradeId } from '@backlay/contracts';
import { ProblemBody, formatHundredths, toPage, type Page } from '@backlay/service';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Trade } from './trade.entity.js';
import { TradePage, TradeQuery, type TradeView } from './trade.query.js';
import { TradeReader } from './trade.reader.js';

@ApiTags('trades')
@Controller('v1/trades')
export class TradeController {
  constructor(private readonly reader: TradeReader) {}

  @Get()
  @ApiOperation({
    summary: 'Trades by market, runner, account and time',
    description:
      'Sorted by sequence and index, newest first unless `sort=oldest`. Pages are linked by `nextCursor`.',
  })
  @ApiOkResponse({ standardSchema: TradePage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(@Query({ schema: TradeQuery }) query: TradeQuery): Promise<Page<TradeView>> {
    const trades = await this.reader.find(query);
    return toPage(trades, query.limit, {
      keyOf: ({ tradedAt, sequence, eventIndex }) => [tradedAt.getTime(), sequence, eventIndex],
      present,
    });
  }
}

function present(trade: Trade): TradeView {
  return {
    tradeId: tradeId(trade.sequence, trade.eventIndex),
    marketId: trade.marketId,
    runnerId: trade.runnerId,
    price: formatHundredths(trade.price),
    size: formatHundredths(trade.size),
    makerOrderId: trade.makerOrderId,
    makerAccountId: trade.makerAccountId,
    takerOrderId: trade.takerOrderId,
    takerAccountId: trade.takerAccountId,
    takerSide: trade.takerSide,
    sequence: trade.sequence,
    index: trade.eventIndex,
    time: trade.tradedAt.toISOString(),
  };
}
