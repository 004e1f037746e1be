import { tradeId } from '@backlay/contracts';
import {
  Access,
  Caller,
  ProblemBody,
  accountToRead,
  formatHundredths,
  mayRead,
  toPage,
  type Page,
  type Principal,
} from '@backlay/service';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TradePage, TradeQuery, type TradeView } from './trade.query.js';
import { TradeReader, type TradeAsItStands } from './trade.reader.js';

@ApiTags('trades')
@Controller('v1/trades')
export class TradeController {
  constructor(private readonly reader: TradeReader) {}

  @Get()
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({
    summary: 'Trades by market, runner, account and time',
    description:
      'For a trader those of the own account, without that of the other side. Sorted by sequence and index, newest first unless `sort=oldest`. Pages are linked by `nextCursor`.',
  })
  @ApiOkResponse({ standardSchema: TradePage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(
    @Caller() caller: Principal,
    @Query({ schema: TradeQuery }) query: TradeQuery,
  ): Promise<Page<TradeView>> {
    const accountId = accountToRead(caller, query.accountId);
    const trades = await this.reader.find({ ...query, accountId });
    return toPage(trades, query.limit, {
      keyOf: ({ trade: { tradedAt, sequence, eventIndex } }) => [tradedAt.getTime(), sequence, eventIndex],
      present: (trade) => present(trade, caller),
    });
  }
}

/** A trader does not learn whom a trade was made with. */
function present({ trade, change }: TradeAsItStands, caller: Principal): TradeView {
  const shown = (accountId: string) => (mayRead(caller, accountId) ? accountId : null);
  return {
    tradeId: tradeId(trade.sequence, trade.eventIndex),
    marketId: trade.marketId,
    runnerId: trade.runnerId,
    price: formatHundredths(trade.price),
    size: formatHundredths(trade.size),
    status: change?.kind ?? 'STANDING',
    currentPrice: change?.kind === 'VOIDED' ? null : formatHundredths((change ?? trade).price),
    makerOrderId: trade.makerOrderId,
    makerAccountId: shown(trade.makerAccountId),
    takerOrderId: trade.takerOrderId,
    takerAccountId: shown(trade.takerAccountId),
    takerSide: trade.takerSide,
    sequence: trade.sequence,
    index: trade.eventIndex,
    time: trade.tradedAt.toISOString(),
  };
}
