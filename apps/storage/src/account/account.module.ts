import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountController } from './account.controller.js';
import { Account } from './account.entity.js';
import { AccountProjector } from './account.projector.js';
import { AccountReader } from './account.reader.js';

@Module({
  imports: [TypeOrmModule.forFeature([Account])],
  controllers: [AccountController],
  providers: [AccountReader, AccountProjector],
  exports: [AccountReader, AccountProjector],
})
export class AccountModule {}
