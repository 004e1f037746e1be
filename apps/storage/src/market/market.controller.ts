import type { BettingRules, PriceLadder } from '@backlay/contracts';
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
    inPlay: market.inPlay,
    version: market.version,
    materialVersion: market.materialVersion,
    startsAt: market.startAt?.toISOString() ?? null,
    rules: market.rules === null ? null : presentRules(market.rules),
    runners: runners.map(({ runnerId, name, status, reductionFactor }) => ({
      runnerId,
      name,
      status,
      reductionFactor: reductionFactor === null ? null : formatHundredths(reductionFactor),
    })),
    createdSequence: market.createdSequence,
    createdAt: market.createdAt.toISOString(),
    statusSequence: market.statusSequence,
    statusAt: market.statusAt.toISOString(),
  };
}

function presentRules(rules: BettingRules): NonNullable<MarketView['rules']> {
  const { currency, kind, winnerCount, fixture, betDelayMs, betDelayModel, limits } = rules;
  const baseRate = formatHundredths(rules.baseRate);
  const limit = (value: number) => (value === 0 ? null : formatHundredths(value));
  return {
    currency,
    kind,
    winnerCount,
    fixture,
    baseRate,
    betDelayMs,
    betDelayModel,
    limits: {
      sizeMax: limit(limits.sizeMax),
      liabilityMax: limit(limits.liabilityMax),
      exposureMax: limit(limits.exposureMax),
      orderCountMax: limits.orderCountMax === 0 ? null : limits.orderCountMax,
    },
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
