import { Access, ProblemBody, ProblemException, idParameter, toPage } from '@backlay/service';
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
import { presentShare } from './present-share.js';
import type { Settlement } from './settlement.entity.js';
import { SettlementQuery, SettlementView, type OneSettlementView } from './settlement.query.js';
import { SettlementReader, type PaidAccount } from './settlement.reader.js';

@ApiTags('markets')
@Controller('v1/markets/:marketId/settlement')
export class SettlementController {
  constructor(private readonly reader: SettlementReader) {}

  @Get()
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'What a market was settled with: results, what each account was paid, and earlier settlements',
    description: 'Accounts are linked in pages by `accounts.nextCursor`.',
  })
  @ApiParam({ name: 'marketId', example: 1 })
  @ApiOkResponse({ standardSchema: SettlementView })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'SETTLEMENT_UNKNOWN' })
  async get(
    @Param('marketId', { schema: idParameter() }) marketId: number,
    @Query({ schema: SettlementQuery }) query: SettlementQuery,
  ): Promise<SettlementView> {
    const history = await this.reader.history(marketId);
    const settlement = chosen(history, query.sequence);
    const accounts = await this.reader.paidAccounts(settlement, query);
    return {
      marketId,
      isInForce: settlement.reversedSequence === null,
      settlement: present(settlement),
      accounts: presentAccounts(accounts, query.limit),
      history: history.map(present),
    };
  }
}

function chosen(history: [Settlement, ...Settlement[]], sequence: number | undefined): Settlement {
  if (sequence === undefined) return history.at(-1) ?? history[0];
  const found = history.find((settlement) => settlement.sequence === sequence);
  if (found !== undefined) return found;
  const known = history.map((settlement) => settlement.sequence).join(', ');
  throw new ProblemException({
    status: 404,
    code: 'SETTLEMENT_UNKNOWN',
    detail: `The market was not settled in sequence ${sequence}, but in ${known}.`,
  });
}

function present(settlement: Settlement): OneSettlementView {
  return {
    sequence: settlement.sequence,
    settledAt: settlement.settledAt.toISOString(),
    currency: settlement.currency,
    results: settlement.results.map(({ runnerId, result, ...share }) => ({
      runnerId,
      result,
      share: presentShare(share),
    })),
    commission: formatMoney(settlement.commission),
    rounding: formatMoney(settlement.rounding),
    reversedSequence: settlement.reversedSequence,
    reversedAt: settlement.reversedAt?.toISOString() ?? null,
  };
}

function presentAccounts(accounts: readonly PaidAccount[], limit: number): SettlementView['accounts'] {
  const { items, nextCursor } = toPage(accounts, limit, {
    keyOf: ({ eventIndex }) => [eventIndex],
    present: ({ accountId, profit, commission }) => ({
      accountId,
      profit: formatMoney(profit),
      commission: formatMoney(commission),
    }),
  });
  return { items: [...items], nextCursor };
}
