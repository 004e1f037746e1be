import { Random } from './core/random.js';

/** Bugs that can be planted, to show that the checks find them. */
export const MUTATIONS = [
  'answer-before-sync',
  'sync-does-nothing',
  'directory-not-synced',
  'acknowledge-before-commit',
  'publisher-goes-on-after-a-lost-reply',
  'no-fence',
  'ids-forgotten-at-start',
] as const;

export type Mutation = (typeof MUTATIONS)[number];

/** What a seed decides before anything runs. */
export interface Scenario {
  readonly seed: number;
  readonly mutation: Mutation | undefined;
  readonly clientCount: number;
  readonly commandsPerClient: number;
  readonly segmentBytes: number;
  /** How events get to the consumers. */
  readonly backbone: 'redis' | 'log';
  /** Whether consumers can read the log itself when the stream lacks something. */
  readonly canRefill: boolean;
  /** Whether each consumer group has a second member. */
  readonly hasStandby: boolean;
  /** So many of the latest commands stay in the stream. */
  readonly keepSequences: number;
  /** Calamities happen until then, in simulated ms. */
  readonly calmFromMs: number;
  /** Mean time between two calamities, in ms. */
  readonly calamityEveryMs: number;
  /** Whether a bit of the log turns over on the disk: then the engine must refuse to start, or nobody may notice. */
  readonly flipsBit: boolean;
}

export function drawScenario(seed: number, mutation?: Mutation): Scenario {
  const random = new Random(seed);
  return {
    seed,
    mutation,
    clientCount: random.whole(2, 4),
    commandsPerClient: random.whole(8, 25),
    segmentBytes: 4096 * random.pick([1, 1, 2, 4]),
    backbone: random.chance(0.7) ? 'redis' : 'log',
    canRefill: random.chance(0.5),
    hasStandby: random.chance(0.4),
    keepSequences: random.pick([0, 10, 1_000]),
    calmFromMs: random.whole(1_000, 5_000),
    calamityEveryMs: random.whole(100, 1_000),
    flipsBit: random.chance(0.04),
  };
}
