import { Caller, type Principal } from '@backlay/service';
import { CommandKind } from '@backlay/matcher';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readId } from '../http/fields.js';
import { sendJson, type HttpReply } from '../http/http-reply.js';
import { Operation } from '../http/operation.js';
import { readLimit } from '../http/paging.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { AccountReader } from './account-reader.js';
import {
  CONFIGURE_ACCOUNT,
  DEPOSIT,
  GET_ACCOUNT,
  GET_MONEY,
  LIST_ACCOUNTS,
  OPEN_ACCOUNT,
  RESUME_ACCOUNT,
  STOP_ACCOUNT,
  WITHDRAW,
} from './account.operations.js';
import {
  fundsCommand,
  openAccountCommand,
  operatorStopCommand,
  settingsCommand,
  type FundsBody,
  type OpenAccountBody,
  type SettingsBody,
  type StopBody,
} from './account.schema.js';

/** What an operator does with accounts: the account is the one that the path, or the body, names. */
@ApiTags('Accounts')
@Controller('v1')
export class AccountController {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly desk: CommandDesk,
    private readonly reader: AccountReader,
  ) {}

  @Post('accounts')
  @Operation(OPEN_ACCOUNT)
  async open(@Body() body: OpenAccountBody, @Res() reply: CommandReply): Promise<void> {
    await this.desk.answer(openAccountCommand(body), reply);
  }

  @Post('deposits')
  @Operation(DEPOSIT)
  async deposit(@Body() body: FundsBody, @Res() reply: CommandReply): Promise<void> {
    await this.desk.answer(fundsCommand(CommandKind.Deposit, body), reply);
  }

  @Post('withdrawals')
  @Operation(WITHDRAW)
  async withdraw(@Body() body: FundsBody, @Res() reply: CommandReply): Promise<void> {
    await this.desk.answer(fundsCommand(CommandKind.Withdraw, body), reply);
  }

  @Post('accounts/:accountId/settings')
  @Operation(CONFIGURE_ACCOUNT)
  async configure(
    @Param('accountId') accountId: string,
    @Body() body: SettingsBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(settingsCommand(accountId, body), reply);
  }

  @Post('accounts/:accountId/stop')
  @Operation(STOP_ACCOUNT)
  async stop(
    @Param('accountId') accountId: string,
    @Body() body: StopBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(operatorStopCommand(CommandKind.StopAccount, accountId, body), reply);
  }

  @Post('accounts/:accountId/resume')
  @Operation(RESUME_ACCOUNT)
  async resume(
    @Param('accountId') accountId: string,
    @Body() body: StopBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(operatorStopCommand(CommandKind.ResumeAccount, accountId, body), reply);
  }

  @Get('accounts')
  @Operation(LIST_ACCOUNTS)
  async list(
    @Query() query: { readonly limit?: string; readonly after?: string },
    @Res() reply: HttpReply,
  ): Promise<void> {
    const limit = readLimit(query.limit);
    const after = query.after === undefined ? 0 : readId(query.after, '?after');
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.list(limit, after))));
  }

  @Get('accounts/:accountId')
  @Operation(GET_ACCOUNT)
  async get(
    @Caller() caller: Principal,
    @Param('accountId') accountId: string,
    @Res() reply: HttpReply,
  ): Promise<void> {
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.get(accountId, caller))));
  }

  @Get('money')
  @Operation(GET_MONEY)
  async money(@Res() reply: HttpReply): Promise<void> {
    sendJson(reply, JSON.stringify(await this.sequencer.read(() => this.reader.money())));
  }
}
