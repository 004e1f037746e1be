import type { Random } from '../../simulate/random.js';
import type { FixturePlan } from './fixture-plan.js';
import { makeFootball } from './football.js';
import { animals, course, players, track } from './names.js';
import { makeRace, placeMarket, winMarket } from './race.js';

const FIELD_MIN = 7;
const FIELD_MAX = 13;
/** From so many horses on three are placed, with fewer two. */
const FIELD_WITH_THREE_PLACES = 8;
const TRAPS = 6;

const RACES = ['Handicap Hurdle', 'Maiden Stakes', 'Novices Chase', 'Sprint Handicap', 'Fillies Stakes'];
const ROUNDS = ['first round', 'second round', 'quarter-final', 'semi-final'];

/** The sports of a day, in turn: races are short, so there are more of them. */
const PROGRAMME = [makeHorseRace, makeFootball, makeGreyhounds, makeHorseRace, makeTennis];

/** Fixtures without end, one after the other; which ones they are follows from the random numbers. */
export class Calendar {
  readonly #random: Random;
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): FixturePlan {
    const make = PROGRAMME[this.#count % PROGRAMME.length] ?? makeHorseRace;
    this.#count += 1;
    return make(this.#random);
  }
}

function makeHorseRace(random: Random): FixturePlan {
  const field = random.whole(FIELD_MIN, FIELD_MAX);
  const race = makeRace(random, animals(random, field));
  const places = field >= FIELD_WITH_THREE_PLACES ? 3 : 2;
  return {
    sport: 'Horse racing',
    name: `${course(random)}, ${random.pick(RACES) ?? ''}`,
    markets: [winMarket(race), placeMarket(random, race, places)],
    inPlaySeconds: 90,
    betDelayMs: 1_000,
    incidents: [],
  };
}

function makeGreyhounds(random: Random): FixturePlan {
  const dogs = animals(random, TRAPS).map((name, index) => `${index + 1}. ${name}`);
  return {
    sport: 'Greyhounds',
    name: `${track(random)}, ${random.whole(3, 5)}80 m`,
    markets: [winMarket(makeRace(random, dogs))],
    inPlaySeconds: 40,
    betDelayMs: 1_000,
    incidents: [],
  };
}

function makeTennis(random: Random): FixturePlan {
  const pair = players(random, 2);
  return {
    sport: 'Tennis',
    name: `${pair.join(' v ')}, ${random.pick(ROUNDS) ?? ''}`,
    markets: [{ ...winMarket(makeRace(random, pair)), name: 'Match odds' }],
    inPlaySeconds: 240,
    betDelayMs: 3_000,
    incidents: [],
  };
}
