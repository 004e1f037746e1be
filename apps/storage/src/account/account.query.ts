import { cursorParameter, limitParameter, pageSchema, querySchema } from '@backlay/service';
import { z } from 'zod';
import { sortParameter } from '../paging.js';

const EXAMPLE_TIME = '2026-11-23T12:00:00.000Z';

/** Query of `GET /v1/accounts`. */
export const AccountQuery = querySchema({
  sort: sortParameter(),
  limit: limitParameter().meta({ description: 'Rows of a page, 1 to 1000' }),
  cursor: cursorParameter('sequence').optional().meta({ description: 'nextCursor of the page before' }),
});

export type AccountQuery = z.output<typeof AccountQuery>;

const limit = (description: string) =>
  z
    .string()
    .nullable()
    .meta({ description: `${description}; null for no limit`, example: null });
const count = (description: string) =>
  z
    .int()
    .nullable()
    .meta({ description: `${description}; null for no limit`, example: null });

/** An account as the API shows it. */
export const AccountView = z
  .object({
    accountId: z.string().meta({ example: 'alice' }),
    currency: z.string().meta({ example: 'GBP' }),
    balance: z.string().meta({
      description: 'Money held, settled only; what is reserved for orders is part of it',
      example: '100.00',
    }),
    status: z.enum(['ACTIVE', 'STOPPED']),
    stoppedBy: z
      .array(z.enum(['OWNER', 'OPERATOR']))
      .meta({ description: 'Who has stopped it; each lifts its own stop' }),
    settings: z.object({
      discount: z.string().meta({ description: 'Percent taken off every commission', example: '0.00' }),
      selfMatch: z.enum(['OFF', 'CANCEL_RESTING', 'CANCEL_INCOMING', 'CANCEL_BOTH']),
      sizeMax: limit('Of one order'),
      liabilityMax: limit('Of one order'),
      exposureMax: limit('Over all markets'),
      orderCountMax: count('Orders at a time'),
      ordersPerSecondMax: count('Orders placed within one second'),
    }),
    heartbeat: z.object({
      timeoutMs: z.int().nullable().meta({
        description: 'A sign of life is awaited within this time; null when none is',
        example: null,
      }),
      missedAt: z.string().nullable().meta({ description: 'The last time that none came', example: null }),
    }),
    openedSequence: z.int().meta({ example: 1 }),
    openedAt: z.string().meta({ example: EXAMPLE_TIME }),
    updatedSequence: z.int().meta({ description: 'Last command that changed the account', example: 4 }),
    updatedAt: z.string().meta({ example: EXAMPLE_TIME }),
  })
  .meta({ id: 'Account' });

export type AccountView = z.infer<typeof AccountView>;
export const AccountPage = pageSchema(AccountView);
