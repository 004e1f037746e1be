import { oneOf } from '@backlay/service';

/** Which end of a list comes first. */
export type Sort = 'newest' | 'oldest';

/** Parameter `sort` of every list here. */
export const sortParameter = () =>
  oneOf('newest', 'oldest').default('newest').meta({
    description: 'Which end comes first. Rows that arrive while you page never move the ones you have seen.',
  });

/** What a sort order means for a query: the only words that ever reach an ORDER BY or a comparison. */
export const SORT_SQL = {
  newest: { direction: 'DESC', beyond: '<' },
  oldest: { direction: 'ASC', beyond: '>' },
} as const satisfies Record<Sort, unknown>;
