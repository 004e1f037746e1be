import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountModule } from '../account/account.module.js';
import { LedgerBalance } from './ledger-balance.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerProjector } from './ledger.projector.js';
import { LedgerReader } from './ledger.reader.js';
import { StatementController } from './statement.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([LedgerEntry, LedgerBalance]), AccountModule],
  controllers: [LedgerController, StatementController],
  providers: [LedgerReader, LedgerProjector],
  exports: [LedgerProjector],
})
export class LedgerModule {}
