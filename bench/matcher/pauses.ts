import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { raiseInliningBudget } from '@backlay/service';
import { generateFlow } from './flow.js';
import { LongRun } from './long-run.js';
import { collectGarbage } from './garbage.js';
import { ThreadTimes } from './thread-times.js';

/** What interrupts a matcher in a long life. Printed by this script as JSON; its arguments: commands, seed. */
export interface Pauses {
  readonly commands: number;
  /** Garbage collections while commands were executed, and the longest of them. */
  readonly collections: number;
  readonly collectionMsMax: number;
  /** The longest that 1,024 commands in a row had a core: without what other programs and the host took meanwhile. */
  readonly longestMs: number;
  /** The same with that. */
  readonly wallMsMax: number;
  /** The same by the system's count alone, which it keeps in ticks of some ms. */
  readonly cpuMsMax: number;
  /** The same of a loop that only looks at the clocks, in turn with the commands and for as long: what the machine does to anybody. */
  readonly idleLongestMs: number;
  readonly idleWallMsMax: number;
  readonly idleCpuMsMax: number;
  /** How often it was more than PAUSE_MS. */
  readonly pauseCount: number;
  readonly idlePauseCount: number;
  /** Bytes on the heap that a command leaves behind. */
  readonly allocatedBytes: number;
}

/** Commands between two looks at the clocks: few enough that they take 0.1 ms, many enough that looking makes no garbage to speak of. */
const BLOCK = 1_024;
/** About as long as the commands of a block take. */
const IDLE_BLOCK_MS = 0.1;
const COMMANDS_PER_PASS = 2_000_000;
const ALLOCATION_PASSES = 6;

/** What counts as a pause. */
const PAUSE_MS = 2;

/** The longest block so far. */
class Longest {
  readonly #times = new ThreadTimes();
  /** Of the time that the thread had a core. */
  runMs = 0;
  wallMs = 0;
  /** The same as the system counted it block by block, in ticks. */
  ticksMs = 0;
  /** Blocks that had a core for more than PAUSE_MS. */
  pauseCount = 0;

  /** Acts again and again until it says that it is done. */
  watch(act: () => boolean): void {
    const times = this.#times;
    times.begin();
    for (let isGoingOn = true; isGoingOn;) {
      isGoingOn = act();
      times.endBlock();
      this.wallMs = Math.max(this.wallMs, times.wallMs);
      this.ticksMs = Math.max(this.ticksMs, times.ticksMs);
      if (times.wallMs <= this.runMs) continue;
      const runMs = times.runMs();
      this.runMs = Math.max(this.runMs, runMs);
      if (runMs > PAUSE_MS) this.pauseCount += 1;
    }
  }
}

/** Collections of garbage while commands were executed. */
class CollectionWatch {
  readonly #windows: { readonly fromMs: number; readonly toMs: number }[] = [];
  readonly #entries: { readonly startTime: number; readonly duration: number }[] = [];
  readonly #observer = new PerformanceObserver((list) => this.#entries.push(...list.getEntries()));

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** @returns how long the act took, in ms */
  during(act: () => void): number {
    const fromMs = performance.now();
    act();
    const toMs = performance.now();
    this.#windows.push({ fromMs, toMs });
    return toMs - fromMs;
  }

  /** Ends it. An observer is told of collections in a later turn of the event loop. */
  async end(): Promise<Pick<Pauses, 'collections' | 'collectionMsMax'>> {
    await nextTurn();
    await nextTurn();
    this.#observer.disconnect();
    const counted = this.#entries.filter(({ startTime }) =>
      this.#windows.some(({ fromMs, toMs }) => startTime >= fromMs && startTime <= toMs),
    );
    const durations = counted.map(({ duration }) => duration);
    return { collections: counted.length, collectionMsMax: Math.max(0, ...durations) };
  }
}

async function measurePauses(commands: number, seed: number): Promise<Pauses> {
  const flow = generateFlow({ runners: 10, commands: Math.min(COMMANDS_PER_PASS, commands), seed });
  const run = new LongRun(flow);
  const passes = Math.ceil(commands / run.commandCount);
  const allocatedBytes = allocationsOf(run);
  const [own, idle, collections] = [new Longest(), new Longest(), new CollectionWatch()];
  for (let pass = 0; pass < passes; pass++) {
    const tookMs = collections.during(() => playWatched(run, own));
    idleFor(tookMs, idle);
    run.empty();
    // The observer's turn.
    await nextTurn();
  }
  return {
    commands: passes * run.commandCount,
    ...(await collections.end()),
    longestMs: own.runMs,
    wallMsMax: own.wallMs,
    cpuMsMax: own.ticksMs,
    idleLongestMs: idle.runMs,
    idleWallMsMax: idle.wallMs,
    idleCpuMsMax: idle.ticksMs,
    pauseCount: own.pauseCount,
    idlePauseCount: idle.pauseCount,
    allocatedBytes,
  };
}

function playWatched(run: LongRun, longest: Longest): void {
  let index = 0;
  longest.watch(() => {
    const to = Math.min(index + BLOCK, run.commandCount);
    run.play(index, to);
    index = to;
    return to < run.commandCount;
  });
}

/** Looks at the clocks as often as it is done beside commands. */
function idleFor(durationMs: number, longest: Longest): void {
  const untilMs = performance.now() + durationMs;
  longest.watch(() => {
    const blockEndMs = performance.now() + IDLE_BLOCK_MS;
    while (performance.now() < blockEndMs);
    return blockEndMs < untilMs;
  });
}

/** The least of some passes: the compiler leaves something behind, too, and what is collected meanwhile makes the difference negative. */
function allocationsOf(run: LongRun): number {
  const perCommand: number[] = [];
  for (let pass = 0; pass < ALLOCATION_PASSES; pass++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    run.play(0, run.commandCount);
    perCommand.push((process.memoryUsage().heapUsed - before) / run.commandCount);
    run.empty();
  }
  const counted = perCommand.filter((bytes) => bytes >= 0);
  if (counted.length === 0)
    throw new Error('garbage was collected in every pass: what commands leave behind is unknown');
  return Math.min(...counted);
}

const [commands, seed] = process.argv.slice(2).map(Number);
raiseInliningBudget();
console.log(JSON.stringify(await measurePauses(commands!, seed!)));
