import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandKind } from '@backlay/matcher';
import { readId } from '../http/fields.js';
import { Operation } from '../http/operation.js';
import { marketStepCommand, type MarketStepBody } from '../market/market.schema.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { RESETTLE_MARKET, SETTLE_MARKET, VOID_MARKET } from './settlement.operations.js';
import { settleCommand, type SettleBody } from './settlement.schema.js';

/** How a market with money ends. */
@ApiTags('Settlement')
@Controller('v1/markets')
export class SettlementController {
  constructor(private readonly desk: CommandDesk) {}

  @Post(':marketId/settle')
  @Operation(SETTLE_MARKET)
  async settle(
    @Param('marketId') marketId: string,
    @Body() body: SettleBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    const command = settleCommand(CommandKind.SettleMarket, readId(marketId, ':marketId'), body);
    await this.desk.answer(command, reply);
  }

  @Post(':marketId/resettle')
  @Operation(RESETTLE_MARKET)
  async resettle(
    @Param('marketId') marketId: string,
    @Body() body: SettleBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    const command = settleCommand(CommandKind.ResettleMarket, readId(marketId, ':marketId'), body);
    await this.desk.answer(command, reply);
  }

  @Post(':marketId/void')
  @Operation(VOID_MARKET)
  async void(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    const command = marketStepCommand(CommandKind.VoidMarket, readId(marketId, ':marketId'), body);
    await this.desk.answer(command, reply);
  }
}
