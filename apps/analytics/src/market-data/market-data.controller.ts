import { Access, ProblemBody, formatHundredths, formatRatio, idParameter } from '@backlay/service';
import { Controller, Get, Param } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { bookPercentage } from './book-percentage.js';
import { MarketDataReader, type PriceSize, type RunnerFigures } from './market-data.reader.js';
import { RunnersView, SummaryView, type RunnerView } from './market-data.views.js';

/** Digits after the point of a volume-weighted average price; it is on no ladder. */
const VWAP_DIGITS = 4;

@ApiTags('markets')
@ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
@ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN' })
@Controller('v1/markets/:marketId')
export class MarketDataController {
  constructor(private readonly reader: MarketDataReader) {}

  @Get('summary')
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'A market at a glance',
    description:
      'Total matched counts the size of each trade (the stake of the backer) once, not once per side.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiOkResponse({ standardSchema: SummaryView })
  async summary(@Param('marketId', { schema: idParameter() }) marketId: number): Promise<SummaryView> {
    const { name, status, runners } = await this.reader.market(marketId);
    const active = runners.filter(({ isRemoved }) => !isRemoved);
    return {
      marketId,
      name,
      status,
      runnerCount: runners.length,
      totalMatched: formatHundredths(runners.reduce((sum, { volume }) => sum + volume, 0n)),
      tradeCount: runners.reduce((sum, { tradeCount }) => sum + tradeCount, 0),
      bookPercentage: {
        back: bookPercentage(active.map(({ bestBack }) => bestBack?.price ?? null)),
        lay: bookPercentage(active.map(({ bestLay }) => bestLay?.price ?? null)),
      },
    };
  }

  @Get('runners')
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'Every runner in figures',
    description: 'In the order in which the market lists them.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiOkResponse({ standardSchema: RunnersView })
  async runners(@Param('marketId', { schema: idParameter() }) marketId: number): Promise<RunnersView> {
    const { runners } = await this.reader.market(marketId);
    return { marketId, runners: runners.map(presentRunner) };
  }
}

function presentRunner(runner: RunnerFigures): RunnerView {
  const { volume, priceSize, lastPrice } = runner;
  const vwap = { numerator: priceSize, denominator: volume * 100n, digits: VWAP_DIGITS };
  return {
    runnerId: runner.runnerId,
    name: runner.name,
    isRemoved: runner.isRemoved,
    lastPrice: lastPrice === null ? null : formatHundredths(lastPrice),
    lastTradedAt: runner.lastTradedAt?.toISOString() ?? null,
    volume: formatHundredths(volume),
    vwap: volume === 0n ? null : formatRatio(vwap),
    tradeCount: runner.tradeCount,
    bestBack: presentOffer(runner.bestBack),
    bestLay: presentOffer(runner.bestLay),
  };
}

function presentOffer(offer: PriceSize | null): RunnerView['bestBack'] {
  return offer === null ? null : { price: formatHundredths(offer.price), size: formatHundredths(offer.size) };
}
