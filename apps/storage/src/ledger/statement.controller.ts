import { Readable } from 'node:stream';
import {
  Access,
  Caller,
  ProblemBody,
  accountIdParameter,
  toPage,
  type Page,
  type Principal,
} from '@backlay/service';
import { Controller, Get, Headers, Param, Query, StreamableFile } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { AccountReader } from '../account/account.reader.js';
import { StatementPage, StatementQuery, type StatementLineView } from './ledger.query.js';
import { LedgerReader } from './ledger.reader.js';
import { statementCsv, statementFilename } from './statement-csv.js';
import { presentLine } from './statement-line.js';

@ApiTags('accounts')
@Controller('v1/accounts/:accountId/statement')
export class StatementController {
  constructor(
    private readonly accounts: AccountReader,
    private readonly ledger: LedgerReader,
  ) {}

  @Get()
  @Access('TRADER_OR_OPERATOR')
  @ApiOperation({
    summary: 'Every movement of the money of an account, with the balance after it',
    description:
      'Newest first unless `sort=oldest`; pages are linked by `nextCursor`. `format=csv`, or `Accept: text/csv`, gives all ' +
      'lines of the time asked for as one download.',
  })
  @ApiParam({ name: 'accountId', example: 'alice' })
  @ApiOkResponse({ standardSchema: StatementPage })
  @ApiBadRequestResponse({ standardSchema: ProblemBody, description: 'REQUEST_INVALID' })
  @ApiNotFoundResponse({ standardSchema: ProblemBody, description: 'ACCOUNT_UNKNOWN' })
  async list(
    @Caller() caller: Principal,
    @Param('accountId', { schema: accountIdParameter() }) accountId: string,
    @Query({ schema: StatementQuery }) query: StatementQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Page<StatementLineView> | StreamableFile> {
    await this.accounts.getFor(caller, accountId);
    if ((query.format ?? formatOf(accept)) === 'csv') {
      const { from, to, sort } = query;
      return new StreamableFile(Readable.from(statementCsv(this.ledger, accountId, { from, to, sort })), {
        type: 'text/csv; charset=utf-8; header=present',
        disposition: `attachment; filename="${statementFilename(accountId)}"`,
      });
    }
    const lines = await this.ledger.statement(accountId, query);
    return toPage(lines, query.limit, {
      keyOf: ({ bookedAt, line }) => [bookedAt.getTime(), line],
      present: presentLine,
    });
  }
}

/** CSV only for whoever names it, and does not name JSON: a browser that takes anything gets JSON. */
function formatOf(accept = ''): StatementQuery['format'] {
  return accept.includes('text/csv') && !accept.includes('application/json') ? 'csv' : 'json';
}
