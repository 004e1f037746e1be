import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';

/** What a page did in a window of time. */
export interface PageWindow {
  readonly framesPerSecond: number;
  /** The longest time between two frames. */
  readonly longestMs: number;
  /** What the scripts of the page hold once all garbage is gone, in bytes. */
  readonly heapBytes: number;
  /** Nodes of documents. */
  readonly nodes: number;
  /** Share of the time in which the page was busy: scripts, layout and drawing. */
  readonly busyShare: number;
}

interface Frames {
  readonly count: number;
  readonly longestMs: number;
  readonly tookMs: number;
}

/** Counts frames as a page itself sees them: it is asked before each. */
const COUNT_FRAMES = `{
  let [count, longestMs, beganMs, lastMs] = [0, 0, 0, 0];
  globalThis.beginFrames = () => { [count, longestMs] = [0, 0]; beganMs = lastMs = performance.now(); };
  globalThis.endFrames = () => ({ count, longestMs, tookMs: performance.now() - beganMs });
  const next = () => {
    const now = performance.now();
    count += 1;
    longestMs = Math.max(longestMs, now - lastMs);
    lastMs = now;
    requestAnimationFrame(next);
  };
  beginFrames();
  requestAnimationFrame(next);
}`;

/** Measures frames and memory of a page from outside. */
export class PageMeter {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async attach(page: Page): Promise<PageMeter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.enable');
    await page.evaluate(COUNT_FRAMES);
    return new PageMeter(page, session);
  }

  /** Counts frames for so long; then collects garbage, which is not counted, and looks at what is left. */
  async measure(windowMs: number): Promise<PageWindow> {
    const busyBefore = (await this.#metrics()).busyS;
    await this.page.evaluate('beginFrames()');
    await delay(windowMs);
    const { count, longestMs, tookMs } = await this.page.evaluate<Frames>('endFrames()');
    const { busyS } = await this.#metrics();
    await this.session.send('HeapProfiler.collectGarbage');
    const { heapBytes, nodes } = await this.#metrics();
    const framesPerSecond = (count * 1_000) / tookMs;
    const busyShare = ((busyS - busyBefore) * 1_000) / tookMs;
    return { framesPerSecond, longestMs, heapBytes, nodes, busyShare };
  }

  async #metrics(): Promise<{ heapBytes: number; nodes: number; busyS: number }> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    const valueOf = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { heapBytes: valueOf('JSHeapUsedSize'), nodes: valueOf('Nodes'), busyS: valueOf('TaskDuration') };
  }
}
