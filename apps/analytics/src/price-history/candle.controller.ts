import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
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
import { CANDLE_SECONDS, Candle } from './candle.entity.js';
import { CandlePage, CandleQuery, type CandleView } from './candle.query.js';

@ApiTags('runners')
@Controller('v1/markets/:marketId/runners/:runnerId/candles')
export class CandleController {
  constructor(
    private readonly markets: MarketDataReader,
    @InjectRepository(Candle) private readonly candles: Repository<Candle>,
    @Inject(CONSUMER_SETTINGS) private readonly config: ConsumerSettings,
  ) {}

  @Get()
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'Price history: candles of 1 second, 1 minute or 5 minutes',
    description:
      'Oldest first. Intervals begin at whole multiples of their length, UTC; one without trades has no candle. ' +
      'The last candle may still change. Candles record what was traded at the time: later voids and reductions leave them.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiParam({ name: 'runnerId', example: 101 })
  @ApiOkResponse({ standardSchema: CandlePage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN, RUNNER_UNKNOWN' })
  async list(
    @Param('marketId', { schema: idParameter() }) marketId: number,
    @Param('runnerId', { schema: idParameter() }) runnerId: number,
    @Query({ schema: CandleQuery }) query: CandleQuery,
  ): Promise<Page<CandleView>> {
    await this.markets.assertRunner(marketId, runnerId);
    const candles = await this.#find(marketId, runnerId, query);
    return toPage(candles, query.limit, { keyOf: ({ startsAt }) => [startsAt.getTime()], present });
  }

  #find(
    marketId: number,
    runnerId: number,
    { interval, from, to, limit, cursor }: CandleQuery,
  ): Promise<Candle[]> {
    const select = this.candles
      .createQueryBuilder('candle')
      .where('candle.shard = :shard', { shard: this.config.shard })
      .andWhere('candle.marketId = :marketId', { marketId })
      .andWhere('candle.runnerId = :runnerId', { runnerId })
      .andWhere('candle.intervalSeconds = :seconds', { seconds: CANDLE_SECONDS[interval] });
    if (from !== undefined) select.andWhere('candle.startsAt >= :from', { from });
    if (to !== undefined) select.andWhere('candle.startsAt < :to', { to });
    if (cursor !== undefined)
      select.andWhere('candle.startsAt > :after', { after: new Date(cursor[0] ?? 0) });
    return select
      .orderBy('candle.startsAt', 'ASC')
      .limit(limit + 1)
      .getMany();
  }
}

function present({ startsAt, open, high, low, close, volume, tradeCount }: Candle): CandleView {
  return {
    startsAt: startsAt.toISOString(),
    open: formatHundredths(open),
    high: formatHundredths(high),
    low: formatHundredths(low),
    close: formatHundredths(close),
    volume: formatHundredths(volume),
    tradeCount,
  };
}
