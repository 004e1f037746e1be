import fc from 'fast-check';
import { COMMAND_ID_AHEAD_MAX_MS } from './command-id.js';
import { CommandIndex, type CommandHorizon } from './command-index.js';
import { keyOf } from './testing/names.js';

const START_MS = 1_763_871_000_000;
const HOUR_MS = 3_600_000;

/** What happens to the engine. */
type Step =
  /** A client sends a command: one it sent before, or a new one whose time is this far from the engine's. */
  | { readonly what: 'send'; readonly again: number | undefined; readonly offsetMs: number }
  /** The clock jumps, forth or back. */
  | { readonly what: 'clock'; readonly byMs: number }
  | { readonly what: 'restart'; readonly from: 'log' | 'snapshot' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      what: fc.constant('send' as const),
      again: fc.option(fc.nat({ max: 400 }), { nil: undefined }),
      offsetMs: fc.integer({ min: -2 * HOUR_MS, max: COMMAND_ID_AHEAD_MAX_MS }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('clock' as const),
      byMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('restart' as const), from: fc.constantFrom('log', 'snapshot') }),
  },
);

const horizon: fc.Arbitrary<CommandHorizon> = fc
  .record({
    commands: fc.integer({ min: 1, max: 60 }),
    more: fc.nat({ max: 60 }),
    ageMs: fc.constantFrom(0, 10 * 60_000, HOUR_MS),
  })
  .map(({ commands, more, ageMs }) => ({ commands, commandsMax: commands + more, ageMs }));

interface Executed {
  readonly commandId: string;
  readonly sequence: number;
  readonly timeMs: number;
}

/** The door and the index, beside a list of everything that was ever executed. */
class World {
  index: CommandIndex;
  readonly executed: Executed[] = [];
  readonly #byId = new Map<string, { readonly at: number; readonly sequence: number }>();
  #wallMs = START_MS;
  #timeMs = START_MS;

  constructor(readonly horizon: CommandHorizon) {
    this.index = new CommandIndex(horizon);
  }

  run(step: Step): void {
    if (step.what === 'clock') this.#wallMs += step.byMs;
    else if (step.what === 'restart') this.#restart(step.from);
    else this.#send(step);
  }

  #send({ again, offsetMs }: Extract<Step, { what: 'send' }>): void {
    const timeMs = Math.max(this.#timeMs, this.#wallMs++);
    const known = again === undefined ? undefined : this.executed.at(-1 - again);
    const commandId = known?.commandId ?? `${timeMs + offsetMs}-${this.executed.length}`;
    const key = keyOf('alice', commandId);
    const found = this.index.find(key);
    const before = this.#byId.get(commandId);
    if (found !== 0) {
      expect(found).toBe(before?.sequence);
    } else if (key.timeMs <= this.index.forgottenTimeMs) {
      if (before !== undefined) expect(this.#isGuaranteed(before.at, timeMs)).toBe(false);
    } else {
      // Executed, which must happen to no command twice.
      expect(before).toBeUndefined();
      this.#timeMs = timeMs;
      const sequence = this.executed.length * 3 + 1;
      this.index.keep(key, sequence, timeMs);
      this.#byId.set(commandId, { at: this.executed.length, sequence });
      this.executed.push({ commandId, sequence, timeMs });
    }
  }

  /** Whether the horizon says that a command is known. */
  #isGuaranteed(at: number, timeMs: number): boolean {
    const { commands, commandsMax, ageMs } = this.horizon;
    const later = this.executed.length - 1 - at;
    const generation = Math.ceil(commands / 8);
    const isYoung = timeMs - (this.executed[at]?.timeMs ?? 0) < ageMs;
    return later < commands || (isYoung && later < commandsMax - generation);
  }

  #restart(from: 'log' | 'snapshot'): void {
    const { header, blocks } = this.index.save();
    const index = new CommandIndex(this.horizon);
    if (from === 'snapshot') {
      const copies = Object.entries(blocks).map(([name, block]) => [name, block.slice()] as const);
      index.load({
        header: JSON.parse(JSON.stringify(header)) as object,
        blocks: Object.fromEntries(copies),
      });
    } else {
      for (const { commandId, sequence, timeMs } of this.executed) {
        index.keep(keyOf('alice', commandId), sequence, timeMs);
      }
    }
    expect(index.save()).toEqual({ header, blocks });
    expect(index.count).toBe(this.index.count);
    this.index = index;
  }
}

describe('the index of commandIds, beside a list of everything', () => {
  it('lets nothing be executed twice, and knows all within the horizon, whatever clocks and restarts do', () => {
    fc.assert(
      fc.property(horizon, fc.array(step, { maxLength: 400, size: 'max' }), (given, steps) => {
        const world = new World(given);
        for (const one of steps) world.run(one);
      }),
      { numRuns: 150 },
    );
  });
});
