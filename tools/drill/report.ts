import type { RoundResult } from './round.js';

/** A fault that was not tried, and why. */
export interface SkippedFault {
  readonly fault: string;
  readonly why: string;
}

/** All that a drill has found. */
export interface DrillReport {
  readonly seed: number;
  readonly rounds: readonly RoundResult[];
  readonly skipped: readonly SkippedFault[];
  /** What went wrong outside the rounds. */
  readonly complaints: readonly string[];
  /** Where logs and data are; undefined when they were removed. */
  readonly folders: readonly string[];
}

/** Nothing lost, nothing twice, everything recovered. */
export function isClean({ rounds, complaints }: Pick<DrillReport, 'rounds' | 'complaints'>): boolean {
  return complaints.length === 0 && rounds.every((round) => round.complaints.length === 0);
}

const HEAD = [
  'fault',
  'times',
  'answered',
  'sent again',
  'lost',
  'twice',
  'other',
  'ready after (median, max)',
  'caught up after (median, max)',
];

/** The table of the rounds. */
export function tableLines(rounds: readonly RoundResult[]): string[] {
  const rows = rounds.map((round) => [
    round.fault,
    String(round.times),
    String(round.answered),
    String(round.retries),
    String(round.lost),
    String(round.doubled),
    String(round.other),
    duration(round.readyMs),
    round.complaints.some((text) => text.startsWith('not recovered'))
      ? 'NOT RECOVERED'
      : duration(round.caughtUpMs),
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

function duration(timesMs: readonly number[]): string {
  if (timesMs.length === 0) return '-';
  const sorted = [...timesMs].sort((a, b) => a - b);
  return `${seconds(sorted[Math.floor(sorted.length / 2)])}, ${seconds(sorted.at(-1))}`;
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
