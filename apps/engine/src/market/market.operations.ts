import { z } from 'zod';
import { MARKET_BODY_BYTES_MAX } from '../http/body-limits.js';
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
    'With a `currency` it is a market with money: only accounts of that currency bet, the worst case of every order is held back, and it is settled in the end. `kind` is WIN (one winner, the default) or PLACE with `winners`; `baseRate` is the commission in percent; `betDelayMs` is how long an order waits in-play (`betDelayModel` PASSIVE: only one that would match at once); `limits` are those of every account in it. ' +
    'The currency XXX (ISO 4217: none) makes a market without money, whose orders cost nothing and pay nothing. ' +
    'Ladders: CLASSIC (the default: 350 prices from 1.01 to 1000, steps growing with the price), FINEST (every hundredth up to 1000) or CUSTOM bands up to 10,000.00.',
  access: 'OPERATOR',
  status: 201,
  body: {
    schema: createMarketSchema,
    examples: {
      race: {
        summary: 'A race of three runners with money, on the CLASSIC ladder',
        value: {
          commandId: 'market-1',
          name: 'Winner',
          runners: [
            { runnerId: 1, name: 'Comet' },
            { runnerId: 2, name: 'Dart' },
            { runnerId: 3, name: 'Ember' },
          ],
          ladder: { kind: 'CLASSIC' },
          currency: 'GBP',
          kind: 'WIN',
          fixture: 'Ascot 15:00',
          startTime: '2030-06-20T14:00:00Z',
          baseRate: '5.00',
          betDelayMs: 1000,
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
    'BETTING_RULES_INVALID',
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
      schema: z.enum(['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED', 'SETTLED', 'VOIDED']),
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

/** What is said of a step in the life of a market. */
export function step(
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
