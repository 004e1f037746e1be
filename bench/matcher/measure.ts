import { collectGarbage } from './garbage.js';

/** How often the matcher plays in a round; the median counts. A flow is over in tenths of a second: anything disturbs it. */
export const TURNS = 3;

/** Something that plays commands of a flow. */
export interface Run {
  play(from: number, to: number): void;
}

/** How long the process is looked at for whether its threads are quiet, and how much CPU time of theirs is nothing. */
const LOOK_MS = 10;
const QUIET_MICROSECONDS = 500;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

/**
 * Collects the garbage of those who were measured before, and waits until no thread of this process works on it any more: its
 * time would count as that of whoever is measured next (a tenth of it, for the matcher behind a peer).
 */
export function leaveNoGarbage(): void {
  collectGarbage();
  let spent: NodeJS.CpuUsage;
  do {
    const before = process.cpuUsage();
    Atomics.wait(NEVER_WOKEN, 0, 0, LOOK_MS);
    spent = process.cpuUsage(before);
  } while (spent.user + spent.system > QUIET_MICROSECONDS);
}

/** Commands per second of this process's CPU time, in all its threads: compiling and collecting garbage count. */
export function ratePerCpuSecond(run: Run, from: number, to: number): number {
  const before = process.cpuUsage();
  run.play(from, to);
  const { user, system } = process.cpuUsage(before);
  return ((to - from) * 1e6) / (user + system);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of the rounds' ratios: what slows a round slows both of a pair. */
export function ratioOfRounds(rates: readonly number[], beside: readonly number[]): number {
  return median(rates.map((rate, round) => rate / beside[round]!));
}
