import {
  Access,
  Caller,
  ProblemBody,
  accountIdParameter,
  formatHundredths,
  toPage,
  type Page,
  type Principal,
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
import { formatMoney } from '../money.js';
import type { Account } from './account.entity.js';
import { AccountPage, AccountQuery, AccountView } from './account.query.js';
import { AccountReader } from './account.reader.js';

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountController {
  constructor(private readonly reader: AccountReader) {}

  @Get()
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'Accounts with their balances and settings',
    description: 'In the order of their opening, newest first unless `sort=oldest`.',
  })
  @ApiOkResponse({ standardSchema: AccountPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(@Query({ schema: AccountQuery }) query: AccountQuery): Promise<Page<AccountView>> {
    const accounts = await this.reader.find(query);
    return toPage(accounts, query.limit, { keyOf: ({ openedSequence }) => [openedSequence], present });
  }

  @Get(':accountId')
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({ summary: 'One account' })
  @ApiParam({ name: 'accountId', example: 'alice' })
  @ApiOkResponse({ standardSchema: AccountView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'ACCOUNT_UNKNOWN' })
  async get(
    @Caller() caller: Principal,
    @Param('accountId', { schema: accountIdParameter() }) accountId: string,
  ): Promise<AccountView> {
    return present(await this.reader.getFor(caller, accountId));
  }
}

function present(account: Account): AccountView {
  const stoppedBy: AccountView['stoppedBy'] = [
    ...(account.stoppedByOwner ? (['OWNER'] as const) : []),
    ...(account.stoppedByOperator ? (['OPERATOR'] as const) : []),
  ];
  const money = (value: number) => (value === 0 ? null : formatHundredths(value));
  const count = (value: number) => (value === 0 ? null : value);
  return {
    accountId: account.accountId,
    currency: account.currency,
    balance: formatMoney(account.balance),
    status: stoppedBy.length === 0 ? 'ACTIVE' : 'STOPPED',
    stoppedBy,
    settings: {
      discount: formatHundredths(account.discount),
      selfMatch: account.selfMatch,
      sizeMax: money(account.sizeMax),
      liabilityMax: money(account.liabilityMax),
      exposureMax: money(account.exposureMax),
      orderCountMax: count(account.orderCountMax),
      ordersPerSecondMax: count(account.ordersPerSecondMax),
    },
    heartbeat: {
      timeoutMs: count(account.heartbeatTimeoutMs),
      missedAt: account.heartbeatMissedAt?.toISOString() ?? null,
    },
    openedSequence: account.openedSequence,
    openedAt: account.openedAt.toISOString(),
    updatedSequence: account.updatedSequence,
    updatedAt: account.updatedAt.toISOString(),
  };
}
