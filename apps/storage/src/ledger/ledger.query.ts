import {
  accountIdParameter,
  cursorParameter,
  idParameter,
  isoTime,
  limitParameter,
  oneOf,
  pageSchema,
  positiveInteger,
  querySchema,
} from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';
import { ENTRY_KINDS } from './ledger-entry.entity.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/ledger`. */
export const LedgerQuery = querySchema({
  accountId: accountIdParameter()
    .optional()
    .meta({ description: 'Only entries that move the money of this account' }),
  marketId: idParameter().optional().meta({ description: 'Only entries of this market' }),
  kind: oneOf(...ENTRY_KINDS).optional(),
  fromSequence: positiveInteger().optional().meta({ description: 'Entries of this sequence and later ones' }),
  toSequence: positiveInteger().optional().meta({ description: 'Entries of this sequence and earlier ones' }),
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('sequence', 'int4', 'int4')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type LedgerQuery = z.output<typeof LedgerQuery>;

/** An entry as operators see it. */
export const LedgerEntryView = z
  .object({
    sequence: z.int().meta({ description: 'With `index`, the event that caused it', example: 7 }),
    index: z.int().meta({ example: 0 }),
    entryIndex: z.int().meta({ description: 'Place among the entries of one event', example: 0 }),
    time: z.string().meta({ example: EXAMPLE_TIME }),
    kind: z.enum(ENTRY_KINDS),
    currency: z.string().meta({ example: 'GBP' }),
    debit: z.string().meta({ description: 'Ledger account that the amount leaves', example: 'external:GBP' }),
    credit: z.string().meta({ description: 'Ledger account that it reaches', example: 'account:alice' }),
    amount: z.string().meta({ description: 'Always above 0', example: '100.00' }),
    marketId: z.int().nullable().meta({ example: null }),
    accountId: z.string().nullable().meta({ example: 'alice' }),
    line: z.int().nullable().meta({ description: "Number in the account's statement", example: 1 }),
    balance: z.string().nullable().meta({ description: 'Of the account, after it', example: '100.00' }),
  })
  .meta({ id: 'LedgerEntry' });

export type LedgerEntryView = z.infer<typeof LedgerEntryView>;
export const LedgerPage = pageSchema(LedgerEntryView);

/** Query of `GET /v1/accounts/{accountId}/statement`. */
export const StatementQuery = querySchema({
  from: isoTime().optional().meta({ description: 'At or after this time', example: EXAMPLE_TIME }),
  to: isoTime().optional().meta({ description: 'Before this time', example: EXAMPLE_TIME }),
  sort: sortParameter(),
  format: oneOf('json', 'csv')
    .optional()
    .meta({ description: 'csv: a download of all lines of the time asked for, without pages' }),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('timeMs', 'sequence')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
});

export type StatementQuery = z.output<typeof StatementQuery>;

/** A line of a statement. */
export const StatementLineView = z
  .object({
    line: z.int().meta({ description: 'From 1, without a gap', example: 1 }),
    time: z.string().meta({ example: EXAMPLE_TIME }),
    kind: z.enum(ENTRY_KINDS),
    marketId: z.int().nullable().meta({ example: null }),
    amount: z.string().meta({ description: 'Below zero when it goes out', example: '100.00' }),
    balance: z.string().meta({ description: 'After it', example: '100.00' }),
    currency: z.string().meta({ example: 'GBP' }),
    sequence: z.int().meta({ description: 'With `index`, the event that caused it', example: 7 }),
    index: z.int().meta({ example: 0 }),
  })
  .meta({ id: 'StatementLine' });

export type StatementLineView = z.infer<typeof StatementLineView>;
export const StatementPage = pageSchema(StatementLineView);
