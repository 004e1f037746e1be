import { z } from 'zod';
import { MARKET_BODY_BYTES_MAX } from '../http/fastify-adapter.js';
import { idText } from '../http/fields.js';
import {
  COMMAND_REFUSALS,
  READ_REFUSALS,
  type OperationDocs,
  type ParameterDocs,
} from '../http/operation.js';
import { LIMIT_DEFAULT, limitText } from '../http/paging.js';
import { createMarketSchema, marketStepSchema } from './market.schema.js';

/** The market in a path. */
export const marketIdParam: ParameterDocs = {
  schema: idText,
  description: 'The market, as the answer to its creation named it',
  example: 1,
};

export const CREATE_MARKET: OperationDocs = {
  summary: 'Create a market',
  description:
    'A market begins INACTIVE: open it before orders are placed. Runners, their ids and the price ladder never change. ' +
    'Ladders: CLASSIC (the default: 350 prices from 1.01 to 1000, steps growing with the price), FINEST (every hundredth up to 1000) or CUSTOM bands up to 10,000.00.',
  access: 'OPERATOR',
  status: 201,
  body: {
    schema: createMarketSchema,
    examples: {
      twoRunners: {
        summary: 'A match with two possible winners on the CLASSIC ladder',
        value: {
          commandId: 'market-1',
          name: 'Wimbledon final: winner',
          runners: [
            { runnerId: 1, name: 'Alcaraz' },
            { runnerId: 2, name: 'Sinner' },
          ],
          ladder: { kind: 'CLASSIC' },
        },
      },
    },
  },
  bodyLimit: MARKET_BODY_BYTES_MAX,
  answer: { component: 'MarketStep', description: 'The new market; markets count 1, 2, 3 ...' },
  refusals: [
    ...COMMAND_REFUSALS,
    'MARKET_NAME_INVALID',
    'RUNNERS_INVALID',
    'LADDER_INVALID',
    'MARKET_LIMIT_REACHED',
  ],
};

export const LIST_MARKETS: OperationDocs = {
  summary: 'List markets',
  description:
    'In the order of their ids, closed ones included. To go on, give `next` of the answer as `after`.',
  access: 'ANY_KEY',
  status: 200,
  query: {
    status: {
      schema: z.enum(['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED']),
      description: 'Only markets in this status',
      optional: true,
    },
    limit: {
      schema: limitText,
      description: `Most markets of one answer, ${LIMIT_DEFAULT} unless given`,
      optional: true,
    },
    after: { schema: idText, description: '`next` of the answer before', optional: true },
  },
  answer: { component: 'MarketList', description: 'The markets' },
  refusals: READ_REFUSALS,
};

export const GET_MARKET: OperationDocs = {
  summary: 'Read a market',
  description: 'Its description and its status.',
  access: 'ANY_KEY',
  status: 200,
  params: { marketId: marketIdParam },
  answer: { component: 'Market', description: 'The market' },
  refusals: [...READ_REFUSALS, 'MARKET_UNKNOWN'],
};

export const OPEN_MARKET = step('Open a market', {
  description: 'INACTIVE to OPEN: from now on orders are placed and matched.',
  commandId: 'market-1-open',
});

export const SUSPEND_MARKET = step('Suspend a market', {
  description:
    'OPEN to SUSPENDED: orders stay in the book and can be cancelled or reduced, but none is placed.',
  commandId: 'market-1-suspend',
});

export const RESUME_MARKET = step('Resume a suspended market', {
  description: 'SUSPENDED to OPEN: orders are placed and matched again.',
  commandId: 'market-1-resume',
});

export const CLOSE_MARKET = step('Close a market', {
  description: 'INACTIVE, OPEN or SUSPENDED to CLOSED, for good. Everything left in the book lapses.',
  commandId: 'market-1-close',
});

function step(
  summary: string,
  { description, commandId }: { description: string; commandId: string },
): OperationDocs {
  return {
    summary,
    description: `${description} The body may be left out.`,
    access: 'OPERATOR',
    status: 200,
    params: { marketId: marketIdParam },
    body: {
      schema: marketStepSchema,
      examples: { retriable: { summary: 'With a commandId, so that a retry is safe', value: { commandId } } },
      optional: true,
    },
    answer: { component: 'MarketStep', description: 'The market as it stands now' },
    refusals: [...COMMAND_REFUSALS, 'MARKET_UNKNOWN', 'MARKET_STATUS_CONFLICT'],
  };
}
