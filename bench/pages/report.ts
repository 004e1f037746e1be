import { loadavg } from 'node:os';
import type { PageWindow } from './page-meter.js';
import { heapGrowth, shortcomings, type Demands, type MeasuredWindow } from './verdict.js';

/** A window with all its figures. */
export type Window = PageWindow & MeasuredWindow;

export const HEADER =
  '  window   frames/s   longest frame   busy   heap after gc   nodes   level changes/s   load of the machine';

/** A line of the table. */
export function windowLine(number: number, window: Window): string {
  const [load = 0] = loadavg();
  return [
    String(number).padStart(8),
    window.framesPerSecond.toFixed(1).padStart(11),
    `${window.longestMs.toFixed(0)} ms`.padStart(16),
    `${(window.busyShare * 100).toFixed(0)} %`.padStart(7),
    `${(window.heapBytes / 1e6).toFixed(2)} MB`.padStart(16),
    String(window.nodes).padStart(8),
    window.changesPerSecond.toFixed(0).padStart(18),
    load.toFixed(1).padStart(22),
  ].join('');
}

/** What the windows of a view come to. */
export interface ViewVerdict {
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

/** @param faults what the console was told as an error */
export function judge(
  view: string,
  windows: readonly Window[],
  { demands, faults }: { readonly demands: Demands; readonly faults: readonly string[] },
): ViewVerdict {
  const frames = windows.map(({ framesPerSecond }) => framesPerSecond);
  const mean = frames.reduce((sum, each) => sum + each, 0) / frames.length;
  const growth = (heapGrowth(windows) * 100).toFixed(1);
  const figures = `${Math.min(...frames).toFixed(1)} frames/s in the slowest window, ${mean.toFixed(1)} on average; heap ${growth} % from the middle third to the last`;
  const wrong = [
    ...shortcomings(windows, demands),
    ...[...new Set(faults)].map((fault) => `the console says: ${fault}`),
  ];
  const verdict = wrong.length === 0 ? ['as demanded'] : wrong.map((each) => `NOT as demanded: ${each}`);
  return { isGood: wrong.length === 0, lines: [figures, ...verdict].map((line) => `  ${view}: ${line}`) };
}
