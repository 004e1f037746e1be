import { CONSUMER_SETTINGS, type ConsumerSettings } from '@backlay/consumer';
import { Access, ProblemBody, formatHundredths, idParameter } from '@backlay/service';
import { Controller, Get, Inject, Param } from '@nestjs/common';
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
import { z } from 'zod';
import { MarketDataReader } from '../market-data/market-data.reader.js';
import { PriceVolume } from './price-volume.entity.js';

const PriceView = z.object({
  price: z.string().meta({ example: '2.50' }),
  size: z.string().meta({
    description: "Sum of the sizes of the trades; the backer's stake, counted once",
    example: '10.00',
  }),
  tradeCount: z.int().meta({ example: 1 }),
});
const VolumeView = z.object({ marketId: z.int(), runnerId: z.int(), prices: z.array(PriceView) });
type VolumeView = z.infer<typeof VolumeView>;

@ApiTags('runners')
@Controller('v1/markets/:marketId/runners/:runnerId/volume')
export class VolumeController {
  constructor(
    private readonly markets: MarketDataReader,
    @InjectRepository(PriceVolume) private readonly volumes: Repository<PriceVolume>,
    @Inject(CONSUMER_SETTINGS) private readonly config: ConsumerSettings,
  ) {}

  @Get()
  @Access('ANY_KEY')
  @ApiOperation({
    summary: 'Traded volume by price',
    description: 'Every price that was traded, lowest first.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiParam({ name: 'runnerId', example: 101 })
  @ApiOkResponse({ standardSchema: VolumeView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'MARKET_UNKNOWN, RUNNER_UNKNOWN' })
  async byPrice(
    @Param('marketId', { schema: idParameter() }) marketId: number,
    @Param('runnerId', { schema: idParameter() }) runnerId: number,
  ): Promise<VolumeView> {
    await this.markets.assertRunner(marketId, runnerId);
    const { shard } = this.config;
    const rows = await this.volumes.find({ where: { shard, marketId, runnerId }, order: { price: 'ASC' } });
    const prices = rows.map(({ price, size, tradeCount }) => ({
      price: formatHundredths(price),
      size: formatHundredths(size),
      tradeCount,
    }));
    return { marketId, runnerId, prices };
  }
}
