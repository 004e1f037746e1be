import type { Share } from './shares.js';

/** `1` for a winner, `0` for a loser, `1/2` or the like in a dead heat. */
export function presentShare({ places, tied }: Pick<Share, 'places' | 'tied'>): string {
  return tied === 1 ? String(places) : `${places}/${tied}`;
}
