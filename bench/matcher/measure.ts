/** Something that plays commands of a flow. */
export interface Run {
  play(from: number, to: number): void;
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
