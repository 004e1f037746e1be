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
  'letter-not-awaited',
  'redrive-not-noted',
  'lease-kept-at-stop',
  'no-sequence-check',
  'log-cut-behind-a-snapshot',
  'no-lock',
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
  /** What consumers do with events that they cannot handle. */
  readonly onPoison: 'halt' | 'skip';
  /** Chance that a group cannot handle a sequence, at first or for good. */
  readonly poisonChance: number;
  /** Whether Redis may come back with an older state, or with none. */
  readonly redisForgets: boolean;
  /** Whether the consumers' database may be put back to a backup. */
  readonly restoresDatabase: boolean;
  /** So many of the log's latest commands are never removed, and names are known for a short time; undefined: all, for ever. */
  readonly logRetentionCommands: number | undefined;
  /** Whether the market is one with money: accounts, a bet delay, heartbeats, and a settlement in the end. */
  readonly hasMoney: boolean;
}

export function drawScenario(seed: number, mutation?: Mutation): Scenario {
  const random = new Random(seed);
  const base = {
    seed,
    mutation,
    clientCount: random.whole(2, 4),
    commandsPerClient: random.whole(8, 25),
    segmentBytes: 4096 * random.pick([1, 1, 2, 4]),
    backbone: random.chance(0.7) ? ('redis' as const) : ('log' as const),
    canRefill: random.chance(0.5),
    hasStandby: random.chance(0.4),
    keepSequences: random.pick([0, 10, 1_000]),
    calmFromMs: random.whole(1_000, 5_000),
    calamityEveryMs: random.whole(100, 1_000),
    flipsBit: random.chance(0.04),
    onPoison: random.pick(['halt', 'skip'] as const),
    poisonChance: random.pick([0, 0, 0, 0.02, 0.1]),
    redisForgets: random.chance(0.7),
  };
  // Whoever goes back to a backup needs the whole log; and a bit that turned over must stay where it can be found.
  const isShortened = random.chance(0.3) && !base.flipsBit;
  const logRetentionCommands = isShortened ? random.pick([1, 10]) : undefined;
  const restoresDatabase = random.chance(0.25) && !isShortened && canGoBack(base);
  return {
    ...base,
    // There must be something to remove.
    commandsPerClient: base.commandsPerClient + (isShortened ? 40 : 0),
    logRetentionCommands,
    restoresDatabase,
    hasMoney: random.chance(0.5),
  };
}

/**
 * Whether whoever asks for events that all groups once acknowledged gets them. The stream may have been trimmed behind them:
 * then the log must be at hand, and the stream must hold something that proves that it is made from that log.
 */
function canGoBack({
  backbone,
  canRefill,
  keepSequences,
  redisForgets,
}: Pick<Scenario, 'backbone' | 'canRefill' | 'keepSequences' | 'redisForgets'>): boolean {
  return backbone === 'log' || (canRefill && keepSequences > 0 && !redisForgets);
}
