import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { tradeId } from '@backlay/contracts';
import { Access, ProblemBody, formatHundredths, idParameter, toPage, type Page } from '@backlay/service';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { MarketDataReader } from '../market-data/market-data.reader.js';
import { TapeTrade } from './tape-trade.entity.js';
import { TapePage, TapeQuery, type TapeView } from './tape.query.js';

/** The only words that ever reach an ORDER BY or a comparison. */
const SORT_SQL = {
  newest: { direction: 'DESC', beyond: '<' },
  oldest: { direction: 'ASC', beyond: '>' },
} as const;

@ApiTags('markets')
@Controller('v1/markets/:marketId/trades')
export class TapeController {
  constructor(
    private readonly markets: MarketDataReader,
    @InjectRepository(TapeTrade) private readonly tape: Repository<TapeTrade>,
    @Inject(CONSUMER_SETTINGS) private readonly config: ConsumerSettings,
  ) {}

  @Get()
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'The tape: all trades of a market',
    description:
      'Newest first unless `sort=oldest`; without accounts. Trades stand here as they were made, whatever voids and ' +
      'reductions made of them later. Pages are linked by `nextCursor`.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiOkResponse({ standardSchema: TapePage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN, RUNNER_UNKNOWN' })
  async list(
    @Param('marketId', { schema: idParameter() }) marketId: number,
    @Query({ schema: TapeQuery }) query: TapeQuery,
  ): Promise<Page<TapeView>> {
    if (query.runnerId === undefined) await this.markets.market(marketId);
    else await this.markets.assertRunner(marketId, query.runnerId);
    const trades = await this.#find(marketId, query);
    return toPage(trades, query.limit, {
      keyOf: ({ sequence, eventIndex }) => [sequence, eventIndex],
      present,
    });
  }

  #find(marketId: number, { runnerId, sort, limit, cursor }: TapeQuery): Promise<TapeTrade[]> {
    const { direction, beyond } = SORT_SQL[sort];
    const select = this.tape
      .createQueryBuilder('trade')
      .where('trade.shard = :shard', { shard: this.config.shard })
      .andWhere('trade.marketId = :marketId', { marketId });
    if (runnerId !== undefined) select.andWhere('trade.runnerId = :runnerId', { runnerId });
    if (cursor !== undefined) {
      const [sequence, index] = cursor;
      select.andWhere(`(trade.sequence, trade.eventIndex) ${beyond} (:sequence, :index)`, {
        sequence,
        index,
      });
    }
    return select
      .orderBy('trade.sequence', direction)
      .addOrderBy('trade.eventIndex', direction)
      .limit(limit + 1)
      .getMany();
  }
}

function present({ sequence, eventIndex, runnerId, price, size, takerSide, tradedAt }: TapeTrade): TapeView {
  return {
    tradeId: tradeId(sequence, eventIndex),
    runnerId,
    price: formatHundredths(price),
    size: formatHundredths(size),
    takerSide,
    time: tradedAt.toISOString(),
  };
}
