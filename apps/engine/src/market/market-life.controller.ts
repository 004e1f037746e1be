import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandKind } from '@backlay/matcher';
import { readId } from '../http/fields.js';
import { sendAnswer, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { CLOSE_MARKET, RESUME_MARKET, SUSPEND_MARKET } from './market.operations.js';
import { marketStepCommand, type MarketStepBody, type MarketStepKind } from './market.schema.js';

/** What an operator does to an open market. Behind the orders in the documentation, where they end the worked example. */
@ApiTags('Market life')
@Controller('v1/markets')
export class MarketLifeController {
  constructor(private readonly sequencer: Sequencer) {}

  @Post(':marketId/suspend')
  @Operation(SUSPEND_MARKET)
  async suspend(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.step(CommandKind.SuspendMarket, { marketId, body }, reply);
  }

  @Post(':marketId/resume')
  @Operation(RESUME_MARKET)
  async resume(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.step(CommandKind.ResumeMarket, { marketId, body }, reply);
  }

  @Post(':marketId/close')
  @Operation(CLOSE_MARKET)
  async close(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: HttpReply,
  ): Promise<void> {
    await this.step(CommandKind.CloseMarket, { marketId, body }, reply);
  }

  private async step(
    kind: MarketStepKind,
    { marketId, body }: { marketId: string; body: MarketStepBody | null },
    reply: HttpReply,
  ): Promise<void> {
    const answer = await this.sequencer.submit(marketStepCommand(kind, readId(marketId, ':marketId'), body));
    await this.sequencer.whenDurable(answer.sequence);
    sendAnswer(reply, answer);
  }
}
