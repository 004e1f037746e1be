import type { PriceLadder } from '@backlay/contracts';
import {
  Access,
  ProblemBody,
  formatHundredths,
  notFound,
  idParameter,
  toPage,
  type Page,
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
import { MarketPage, MarketQuery, MarketView } from './market.query.js';
import { MarketReader, type MarketWithRunners } from './market.reader.js';

@ApiTags('markets')
@Controller('v1/markets')
export class MarketController {
  constructor(private readonly reader: MarketReader) {}

  @Get()
  @Access('ANY_KEY')
  @ApiOperation({ summary: 'Markets with their runners', description: 'Newest first unless `sort=oldest`.' })
  @ApiOkResponse({ standardSchema: MarketPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(@Query({ schema: MarketQuery }) query: MarketQuery): Promise<Page<MarketView>> {
    const markets = await this.reader.find(query);
    return toPage(markets, query.limit, { keyOf: ({ market }) => [market.marketId], present });
  }

  @Get(':marketId')
  @Access('ANY_KEY')
  @ApiOperation({ summary: 'One market' })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiOkResponse({ standardSchema: MarketView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN' })
  async get(@Param('marketId', { schema: idParameter() }) marketId: number): Promise<MarketView> {
    const found = await this.reader.findOne(marketId);
    if (found === undefined) throw notFound('market', marketId);
    return present(found);
  }
}

function present({ market, runners }: MarketWithRunners): MarketView {
  return {
    marketId: market.marketId,
    name: market.name,
    status: market.status,
    ladder: presentLadder(market.ladder),
    runners: runners.map(({ runnerId, name }) => ({ runnerId, name })),
    createdSequence: market.createdSequence,
    createdAt: market.createdAt.toISOString(),
    statusSequence: market.statusSequence,
    statusAt: market.statusAt.toISOString(),
  };
}

function presentLadder(ladder: PriceLadder): MarketView['ladder'] {
  if (ladder.kind !== 'CUSTOM') return { kind: ladder.kind };
  const bands = ladder.bands.map(({ from, to, step }) => ({
    from: formatHundredths(from),
    to: formatHundredths(to),
    step: formatHundredths(step),
  }));
  return { kind: ladder.kind, bands };
}
