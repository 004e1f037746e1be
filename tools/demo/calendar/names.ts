import type { Random } from '../../simulate/random.js';

/*
 * All names are invented. They are put together from parts, so that a demo that never ends does not run out of them.
 */

const TOWNS = [
  'Harwell',
  'Port Elsing',
  'Castlebridge',
  'Marlow Heath',
  'Dunmere',
  'Ashcombe',
  'Ravensford',
  'Tollbury',
  'Kingsmoor',
  'Brackley Vale',
  'Saltmarsh',
  'Whitcliff',
  'Norwick',
  'Ellerby',
  'Stonehaven',
  'Penrush',
] as const;
const CLUBS = ['Town', 'United', 'Rovers', 'Athletic', 'City', 'Wanderers', 'Albion'] as const;
const COURSES = [
  'Marlow Downs',
  'Ellerby Park',
  'Castlebridge',
  'Long Barrow',
  'Whitcliff',
  'Tollbury Moor',
  'Dunmere Sands',
] as const;
const TRACKS = ['Norwick', 'Kingsmoor', 'Saltmarsh', 'Ravensford', 'Penrush'] as const;
const ADJECTIVES = [
  'Silver',
  'Midnight',
  'Golden',
  'Restless',
  'Quiet',
  'Crimson',
  'Northern',
  'Lucky',
  'Broken',
  'Velvet',
  'Distant',
  'Sudden',
  'Gentle',
  'Iron',
  'Paper',
  'Wandering',
  'Second',
  'Secret',
  'Amber',
  'Loyal',
] as const;
const NOUNS = [
  'Harbour',
  'Compass',
  'Lantern',
  'Orchard',
  'Verdict',
  'Monarch',
  'Thunder',
  'Whisper',
  'Meridian',
  'Sparrow',
  'Anthem',
  'Tide',
  'Prospect',
  'Riddle',
  'Ember',
  'Juniper',
  'Horizon',
  'Parade',
  'Tempest',
  'Bargain',
] as const;
const FIRST = [
  'A.',
  'B.',
  'C.',
  'D.',
  'E.',
  'F.',
  'G.',
  'J.',
  'K.',
  'L.',
  'M.',
  'N.',
  'P.',
  'R.',
  'S.',
  'T.',
] as const;
const LAST = [
  'Varga',
  'Lindqvist',
  'Okafor',
  'Moreau',
  'Castellan',
  'Petrovic',
  'Halloran',
  'Nakagawa',
  'Brandt',
  'Silveira',
  'Kowalczyk',
  'Aramburu',
  'Dahl',
  'Marchetti',
  'Novotny',
  'Ferreira',
  'Ueda',
  'Bianchi',
  'Sorensen',
  'Albrecht',
] as const;

const one = (random: Random, from: readonly string[]): string => random.pick(from) ?? '';

/** @returns so many different ones */
function different(count: number, draw: () => string): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(draw());
  return [...names];
}

/** Two clubs of different towns. */
export function clubs(random: Random): readonly string[] {
  const towns = different(2, () => one(random, TOWNS));
  return towns.map((town) => `${town} ${one(random, CLUBS)}`);
}

export function players(random: Random, count: number): readonly string[] {
  return different(count, () => `${one(random, FIRST)} ${one(random, LAST)}`);
}

/** Of horses, or of dogs. */
export function animals(random: Random, count: number): readonly string[] {
  return different(count, () => `${one(random, ADJECTIVES)} ${one(random, NOUNS)}`);
}

export function course(random: Random): string {
  return one(random, COURSES);
}

export function track(random: Random): string {
  return one(random, TRACKS);
}
