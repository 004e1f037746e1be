import { TickLadder } from '@backlay/client';
import { Random } from '../../simulate/random.js';

const RUNNERS = ['Comet', 'Dart', 'Ember'].map((name, index) => ({ id: 31 + index, name }));
/** Levels that may be there on each side of where a runner stands. */
const LEVELS = 6;
/** From a few pence to millions, so that sizes are written in every way that there is. */
const SIZES = [0.05, 0.5, 2, 9.99, 43.21, 100, 876.54, 9_999.99, 12_345.67, 1_234_567.89];
const EVERY_MS = 100;

type PriceSize = readonly [price: number, size: number];
type SideName = 'atb' | 'atl';
type Entry = { readonly id: number } & Partial<Record<SideName | 'trd', readonly PriceSize[]>>;

/**
 * A market whose prices wander, as a recording of it would be: a message every 100 ms with levels that come, change and go,
 * and trades; a suspension in the middle; Comet wins. The same seed gives the same messages.
 *
 * @param messages between the first image and the close
 */
export function wanderingRecording(seed: number, messages: number): readonly object[] {
  const random = new Random(seed);
  const runners = RUNNERS.map(({ id }) => new WanderingRunner(id, random));
  const lines: object[] = [
    messageAt(0, {
      img: true,
      marketDefinition: definition('OPEN'),
      rc: runners.map((each) => each.image()),
    }),
  ];
  const middle = Math.floor(messages / 2);
  for (let at = 1; at <= messages; at += 1) {
    const marketDefinition =
      at === middle ? definition('SUSPENDED') : at === middle + 3 ? definition('OPEN') : undefined;
    const runner = runners[random.whole(0, runners.length - 1)]!;
    const isOpen = at < middle || at >= middle + 3;
    lines.push(messageAt(at, { marketDefinition, rc: runner.step({ trades: isOpen }) }));
  }
  const [winner, ...losers] = RUNNERS;
  const results = [{ ...winner, status: 'WINNER' }, ...losers.map((each) => ({ ...each, status: 'LOSER' }))];
  return [...lines, messageAt(messages + 1, { marketDefinition: definition('CLOSED', results) })];
}

function messageAt(step: number, change: object): object {
  return { op: 'mcm', pt: 1_000 + step * EVERY_MS, mc: [{ id: '1.3', ...change }] };
}

function definition(status: string, runners: readonly object[] = []): object {
  return {
    status,
    marketType: 'WIN',
    eventName: 'Wandering prices',
    numberOfWinners: 1,
    marketBaseRate: 5,
    inPlay: false,
    runners: runners.length > 0 ? runners : RUNNERS.map((each) => ({ ...each, status: 'ACTIVE' })),
  };
}

/** A runner around a tick: what is available to back lies below it, what is available to lay above. */
class WanderingRunner {
  private tick: number;
  /** By tick. */
  private readonly sizes: Record<SideName, Map<number, number>> = { atb: new Map(), atl: new Map() };
  private readonly traded = new Map<number, number>();

  constructor(
    private readonly id: number,
    private readonly random: Random,
  ) {
    // From where prices are written with two digits to where they are written with one.
    this.tick = random.whole(120, 185);
  }

  image(): Entry {
    const changes = () => Array.from({ length: LEVELS }, () => this.random.pick(SIZES)!);
    const atb = changes().map((size, at) => this.set('atb', this.tick - 1 - at, size));
    const atl = changes().map((size, at) => this.set('atl', this.tick + 1 + at, size));
    return { id: this.id, atb, atl };
  }

  step({ trades }: { readonly trades: boolean }): readonly Entry[] {
    const kind = this.random.whole(1, 4);
    if (kind === 1) return [this.wander()];
    if (kind === 2 && trades) return this.trade();
    const side = this.random.pick<SideName>(['atb', 'atl'])!;
    const distance = this.random.whole(1, LEVELS);
    const size = this.random.pick([0, ...SIZES])!;
    const tick = side === 'atb' ? this.tick - distance : this.tick + distance;
    return [{ id: this.id, [side]: [this.set(side, tick, size)] }];
  }

  /** Moves by a tick; the level that was there goes. */
  private wander(): Entry {
    const isUp = this.random.next() < 0.5;
    const [ahead, behind]: readonly SideName[] = isUp ? ['atl', 'atb'] : ['atb', 'atl'];
    const left = this.tick;
    this.tick += isUp ? 1 : -1;
    const size = this.random.pick(SIZES)!;
    return {
      id: this.id,
      [ahead!]: [this.set(ahead!, this.tick, 0)],
      [behind!]: [this.set(behind!, left, size)],
    };
  }

  /** A part of the best offer is taken, or all of it. A recording counts both sides of a trade. */
  private trade(): readonly Entry[] {
    const side = this.random.pick<SideName>(['atb', 'atl'])!;
    const ticks = [...this.sizes[side].keys()];
    if (ticks.length === 0) return [];
    const best = side === 'atb' ? Math.max(...ticks) : Math.min(...ticks);
    const there = this.sizes[side].get(best)!;
    const taken = this.random.next() < 0.3 ? there : toPence(there / 2);
    const total = toPence((this.traded.get(best) ?? 0) + 2 * taken);
    this.traded.set(best, total);
    const level = this.set(side, best, toPence(there - taken));
    return [{ id: this.id, [side]: [level], trd: [[priceOf(best), total]] }];
  }

  private set(side: SideName, tick: number, size: number): PriceSize {
    if (size === 0) this.sizes[side].delete(tick);
    else this.sizes[side].set(tick, size);
    return [priceOf(tick), size];
  }
}

function priceOf(tick: number): number {
  return TickLadder.CLASSIC.priceAt(tick) / 100;
}

function toPence(size: number): number {
  return Math.round(size * 100) / 100;
}
