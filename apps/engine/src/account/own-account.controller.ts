import { CallerAccount } from '@backlay/service';
import { CommandKind } from '@backlay/matcher';
import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../http/operation.js';
import { CommandDesk, type CommandReply } from '../sequencer/command-desk.js';
import { HEARTBEAT, RESUME_OWN_ACCOUNT, STOP_OWN_ACCOUNT } from './own-account.operations.js';
import { heartbeatCommand, ownStopCommand, type HeartbeatBody, type StopBody } from './account.schema.js';

/** What a trader does with the account of the key. */
@ApiTags('Own account')
@Controller('v1/account')
export class OwnAccountController {
  constructor(private readonly desk: CommandDesk) {}

  @Post('heartbeat')
  @Operation(HEARTBEAT)
  async heartbeat(
    @CallerAccount() accountId: string,
    @Body() body: HeartbeatBody,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(heartbeatCommand(accountId, body), reply);
  }

  @Post('stop')
  @Operation(STOP_OWN_ACCOUNT)
  async stop(
    @CallerAccount() accountId: string,
    @Body() body: StopBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(ownStopCommand(CommandKind.StopAccount, accountId, body), reply);
  }

  @Post('resume')
  @Operation(RESUME_OWN_ACCOUNT)
  async resume(
    @CallerAccount() accountId: string,
    @Body() body: StopBody | null,
    @Res() reply: CommandReply,
  ): Promise<void> {
    await this.desk.answer(ownStopCommand(CommandKind.ResumeAccount, accountId, body), reply);
  }
}
