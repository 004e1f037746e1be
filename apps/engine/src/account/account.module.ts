import { Module } from '@nestjs/common';
import { SequencerModule } from '../sequencer/sequencer.module.js';
import { AccountReader } from './account-reader.js';
import { AccountController } from './account.controller.js';
import { OwnAccountController } from './own-account.controller.js';

/** Accounts: opening, money in and out, settings, stops and signs of life. */
@Module({
  imports: [SequencerModule],
  controllers: [AccountController, OwnAccountController],
  providers: [AccountReader],
  exports: [AccountReader],
})
export class AccountModule {}
