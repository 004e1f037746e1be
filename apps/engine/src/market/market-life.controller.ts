import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandKind } from '@backlay/matcher';
import { readId } from '../http/fields.js';
import { Operation } from '../http/operation.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import {
  removeRunnerCommand,
  startTimeCommand,
  voidTradesCommand,
  type RemoveRunnerBody,
  type StartTimeBody,
  type VoidTradesBody,
} from './market-change.schema.js';
import {
  CHANGE_START_TIME,
  CLOSE_MARKET,
  REMOVE_RUNNER,
  RESUME_MARKET,
  SUSPEND_MARKET,
  TURN_IN_PLAY,
  VOID_RUNNER,
  VOID_TRADES,
} from './market-life.operations.js';
import {
  marketStepCommand,
  suspendMarketCommand,
  type MarketStepBody,
  type SuspendMarketBody,
} from './market.schema.js';

interface RunnerParams {
  readonly marketId: string;
  readonly runnerId: string;
}

/** What an operator does to an open market. Behind the orders in the documentation, where they go on with the worked example. */
@ApiTags('Market life')
@Controller('v1/markets')
export class MarketLifeController {
  constructor(private readonly desk: CommandDesk) {}

  @Post(':marketId/start-time')
  @Operation(CHANGE_START_TIME)
  async changeStartTime(
    @Param('marketId') marketId: string,
    @Body() body: StartTimeBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(startTimeCommand(idOf(marketId), body), reply);
  }

  @Post(':marketId/suspend')
  @Operation(SUSPEND_MARKET)
  async suspend(
    @Param('marketId') marketId: string,
    @Body() body: SuspendMarketBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(suspendMarketCommand(idOf(marketId), body), reply);
  }

  @Post(':marketId/runners/:runnerId/remove')
  @Operation(REMOVE_RUNNER)
  async removeRunner(
    @Param() params: RunnerParams,
    @Body() body: RemoveRunnerBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(removeRunnerCommand(runnerOf(params), body), reply);
  }

  @Post(':marketId/runners/:runnerId/void')
  @Operation(VOID_RUNNER)
  async voidRunner(
    @Param() params: RunnerParams,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(removeRunnerCommand(runnerOf(params), { ...body, reductionFactor: 0 }), reply);
  }

  @Post(':marketId/resume')
  @Operation(RESUME_MARKET)
  async resume(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(marketStepCommand(CommandKind.ResumeMarket, idOf(marketId), body), reply);
  }

  @Post(':marketId/turn-in-play')
  @Operation(TURN_IN_PLAY)
  async turnInPlay(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(marketStepCommand(CommandKind.TurnInPlay, idOf(marketId), body), reply);
  }

  @Post(':marketId/void-trades')
  @Operation(VOID_TRADES)
  async voidTrades(
    @Param('marketId') marketId: string,
    @Body() body: VoidTradesBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(voidTradesCommand(idOf(marketId), body), reply);
  }

  @Post(':marketId/close')
  @Operation(CLOSE_MARKET)
  async close(
    @Param('marketId') marketId: string,
    @Body() body: MarketStepBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(marketStepCommand(CommandKind.CloseMarket, idOf(marketId), body), reply);
  }
}

function idOf(marketId: string): number {
  return readId(marketId, ':marketId');
}

function runnerOf({ marketId, runnerId }: RunnerParams): { marketId: number; runnerId: number } {
  return { marketId: idOf(marketId), runnerId: readId(runnerId, ':runnerId') };
}
