import type { Page } from 'playwright-core';

/** What a page did for a while. */
export interface PageFigures {
  readonly framesPerSecond: number;
  /** Longest time between two frames, in ms. */
  readonly worstMs: number;
  /** Changes of the document, per second. */
  readonly changesPerSecond: number;
  /** What scripts hold in memory after a collection, in MB, before and after. */
  readonly heapMb: readonly [before: number, after: number];
  readonly nodes: readonly [before: number, after: number];
  /** Share of the time in which the page was busy: scripts, layout and drawing. */
  readonly busyShare: number;
}

interface FrameFigures {
  readonly frames: number;
  readonly ms: number;
  readonly worstMs: number;
  readonly changes: number;
}

/** Runs in the page, as text: counts its frames and the changes of its document. */
const COUNT_FRAMES = `(durationMs) => new Promise((resolve) => {
  let frames = 0, changes = 0, worstMs = 0;
  const observer = new MutationObserver((records) => (changes += records.length));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  const begin = performance.now();
  let last = begin;
  const frame = () => {
    const now = performance.now();
    worstMs = Math.max(worstMs, now - last);
    last = now;
    frames += 1;
    if (now - begin < durationMs) return requestAnimationFrame(frame);
    observer.disconnect();
    resolve({ frames, ms: now - begin, worstMs, changes });
  };
  requestAnimationFrame(frame);
})`;

/** Watches a page for some seconds. The browser has to be started with `--js-flags=--expose-gc`. */
export async function measurePage(page: Page, seconds: number): Promise<PageFigures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async () => {
    await page.evaluate('globalThis.gc()');
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { heapMb: value('JSHeapUsedSize') / 1e6, nodes: value('Nodes'), busyS: value('TaskDuration') };
  };
  const before = await read();
  const { frames, ms, worstMs, changes } = await page.evaluate<FrameFigures>(
    `(${COUNT_FRAMES})(${seconds * 1_000})`,
  );
  const after = await read();
  return {
    framesPerSecond: (frames * 1_000) / ms,
    worstMs,
    changesPerSecond: (changes * 1_000) / ms,
    heapMb: [before.heapMb, after.heapMb],
    nodes: [before.nodes, after.nodes],
    busyShare: ((after.busyS - before.busyS) * 1_000) / ms,
  };
}
