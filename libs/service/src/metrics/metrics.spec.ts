import fc from 'fast-check';
import type { AppMetric } from './app-metric.js';
import { createMetrics } from './create-metrics.js';
import { EventLoopDelay, WINDOW_MS_MIN } from './event-loop-delay.js';
import { LATENCY_BUCKETS_S, LatencyHistogram } from './latency-histogram.js';

async function linesOf(metric: AppMetric): Promise<string[]> {
  const text = await createMetrics('spec', [metric]).metrics();
  return text.split('\n').filter((line) => line.includes(metric.name));
}

describe('a histogram of latencies', () => {
  it('counts each duration up to every bound that is not below it, and sums them up', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20_000, noNaN: true })), (durationsMs) => {
        const histogram = new LatencyHistogram();
        for (const durationMs of durationsMs) histogram.observe(durationMs);
        const upTo = LATENCY_BUCKETS_S.map((bound) => durationsMs.filter((ms) => ms <= bound * 1_000).length);
        expect(histogram.cumulativeCounts).toEqual([...upTo, durationsMs.length]);
        expect(histogram.sumSeconds).toBeCloseTo(
          durationsMs.reduce((sum, ms) => sum + ms / 1_000, 0),
          6,
        );
      }),
    );
  });

  it('takes what a clock set back says for nothing', () => {
    const histogram = new LatencyHistogram();
    histogram.observe(-5);
    expect([histogram.cumulativeCounts[0], histogram.sumSeconds]).toEqual([1, 0]);
  });

  it('is told as Prometheus has it: buckets that add up, sum and count', async () => {
    const histogram = new LatencyHistogram();
    for (const durationMs of [0.3, 0.3, 700, 60_000]) histogram.observe(durationMs);
    const lines = await linesOf({
      name: 'backlay_spec_seconds',
      help: 'Of a spec',
      labels: ['hop'],
      latencies: () => [{ histogram, labels: { hop: 'one' } }],
    });
    for (const line of [
      '# HELP backlay_spec_seconds Of a spec',
      '# TYPE backlay_spec_seconds histogram',
      'backlay_spec_seconds_bucket{hop="one",le="0.00025",app="spec"} 0',
      'backlay_spec_seconds_bucket{hop="one",le="0.0005",app="spec"} 2',
      'backlay_spec_seconds_bucket{hop="one",le="1",app="spec"} 3',
      'backlay_spec_seconds_bucket{hop="one",le="+Inf",app="spec"} 4',
      'backlay_spec_seconds_sum{hop="one",app="spec"} 60.7006',
      'backlay_spec_seconds_count{hop="one",app="spec"} 4',
    ]) {
      expect(lines).toContain(line);
    }
  });
});

describe('a metric that is looked up', () => {
  it.each([
    ['backlay_spec_total', 'counter'],
    ['backlay_spec', 'gauge'],
  ])('is by its name: %s is a %s', async (name, type) => {
    const sample = () => [{ value: 3, labels: { of: 'a' } }];
    const registry = createMetrics('spec', [{ name, help: 'Of a spec', labels: ['of'], sample }]);
    // Asked twice, it says the same: it is looked up, not added up.
    await registry.metrics();
    const text = await registry.metrics();
    expect(text).toContain(`# TYPE ${name} ${type}\n${name}{of="a",app="spec"} 3\n`);
  });

  it.each([
    ['refuses', () => Promise.reject(new Error('away'))],
    ['never answers', () => new Promise<never>(() => undefined)],
  ])('has no line when whoever is asked %s', async (_, sample) => {
    expect(await linesOf({ name: 'backlay_spec', help: 'Of a spec', sample })).toEqual([
      '# HELP backlay_spec Of a spec',
      '# TYPE backlay_spec gauge',
    ]);
  });
});

describe('the delay of the event loop', () => {
  it('shows what has held it up, to every reader of the window', async () => {
    let nowMs = 0;
    const delay = new EventLoopDelay(() => nowMs);
    expect(delay.samples()).toEqual([]);
    const heldUpMs = 80;
    await turnsOfTheLoop();
    const until = performance.now() + heldUpMs;
    while (performance.now() < until);
    await turnsOfTheLoop();
    const first = delay.samples();
    const worst = first.find(({ labels }) => labels?.['quantile'] === '1')!;
    expect(worst.value).toBeGreaterThan((heldUpMs - 25) / 1_000);
    expect(first.map(({ labels }) => labels?.['quantile'])).toEqual(['0.5', '0.9', '0.99', '1']);
    expect(delay.samples()).toBe(first);
    nowMs += WINDOW_MS_MIN;
    await turnsOfTheLoop();
    expect(delay.samples()).not.toBe(first);
  });
});

/** So long that the delay was measured some times. */
async function turnsOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
}
