import { Access, ProblemBody, formatHundredths, toPage, type Page } from '@backlay/service';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { formatMoney } from '../money.js';
import type { LedgerEntry } from './ledger-entry.entity.js';
import { LedgerPage, LedgerQuery, type LedgerEntryView } from './ledger.query.js';
import { LedgerReader } from './ledger.reader.js';

/** For operators: it shows the money of everybody. */
@ApiTags('ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(private readonly ledger: LedgerReader) {}

  @Get()
  @Access('OPERATOR')
  @ApiOperation({
    summary: 'The double-entry ledger: every movement of money',
    description:
      'Each entry takes its amount from the debit account to the credit account. By account, market, kind and sequence range, ' +
      'newest first unless `sort=oldest`; pages are linked by `nextCursor`.',
  })
  @ApiOkResponse({ standardSchema: LedgerPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  async list(@Query({ schema: LedgerQuery }) query: LedgerQuery): Promise<Page<LedgerEntryView>> {
    const entries = await this.ledger.find(query);
    return toPage(entries, query.limit, {
      keyOf: ({ sequence, eventIndex, entryIndex }) => [sequence, eventIndex, entryIndex],
      present,
    });
  }
}

function present(entry: LedgerEntry): LedgerEntryView {
  return {
    sequence: entry.sequence,
    index: entry.eventIndex,
    entryIndex: entry.entryIndex,
    time: entry.bookedAt.toISOString(),
    kind: entry.kind,
    currency: entry.currency,
    debit: entry.debit,
    credit: entry.credit,
    amount: formatHundredths(entry.amount),
    marketId: entry.marketId,
    accountId: entry.accountId,
    line: entry.line,
    balance: entry.balance === null ? null : formatMoney(entry.balance),
  };
}
