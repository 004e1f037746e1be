import { loadavg } from 'node:os';
import type { PageWindow } from './page-meter.js';
import { median } from '../matcher/measure.js';
import type { About, Row } from '../report/rows.js';
import { thirdsOf } from '../report/thirds.js';
import {
  HEAP_GROWTH_MAX,
  heapGrowth,
  RATE_SLACK,
  shortcomings,
  type Demands,
  type MeasuredWindow,
} from './verdict.js';

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

/** What the windows of a view come to, as rows. */
export function viewRows(view: string, windows: readonly Window[], demands: Demands): Row[] {
  const { middle, last } = thirdsOf(windows.map(({ heapBytes }) => heapBytes / 1e6));
  const { framesPerSecondMin, changesPerSecond } = demands;
  return [
    {
      id: `pages.${view}.frames`,
      what: `${view}: frames a second in the slowest window of 5 s`,
      figure: Math.min(...windows.map(({ framesPerSecond }) => framesPerSecond)),
      unit: 'frames/s',
      bars: [{ of: 'figure', atLeast: framesPerSecondMin }],
    },
    {
      id: `pages.${view}.heap`,
      what: `${view}: heap after collecting garbage, last third of the time`,
      figure: last,
      unit: 'MB',
      beside: { what: 'middle third', figure: middle },
      ratio: last / middle,
      bars: [{ of: 'ratio', atMost: 1 + HEAP_GROWTH_MAX }],
    },
    {
      id: `pages.${view}.load`,
      what: `${view}: level changes meanwhile, of ${changesPerSecond}/s`,
      figure: median(windows.map((window) => window.changesPerSecond)),
      unit: 'changes/s',
      bars: [{ of: 'figure', atLeast: changesPerSecond * (1 - RATE_SLACK) }],
    },
  ];
}

export function aboutPages(minutes: number): About {
  return {
    method: `A page stays open in Chromium for ${minutes} minutes of each view, while levels of the market that it shows change. Frames are counted by the page itself
in windows of 5 s; between two windows garbage is collected, and what is left is the heap.`,
    notIncluded: `a graphics card: Chromium has no window and draws by itself. Engine, storage, analytics, PostgreSQL, the load and the browser share
the machine.`,
  };
}
