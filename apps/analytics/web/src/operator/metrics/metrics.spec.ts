import fc from 'fast-check';
import { formatCount, formatDuration, formatPercentile, formatRate, wordsOf } from './format.js';
import { percentileOf } from './percentile.js';
import { parseMetrics } from './prometheus-text.js';
import { Reading } from './reading.js';
import { Span } from './span.js';

const BOUNDS = [0.0001, 0.001, 0.01, 0.1, 1, 10];

const readingOf = (text: string, atMs = 0): Reading => new Reading(parseMetrics(text), atMs);

describe('the text of Prometheus', () => {
  it('is read as the apps write it', () => {
    const reading = readingOf(
      [
        '# HELP backlay_a A "quoted" one',
        '# TYPE backlay_a gauge',
        'backlay_a{app="spec"} 4',
        '',
        '# HELP backlay_b_total B',
        '# TYPE backlay_b_total counter',
        'backlay_b_total{reason="a \\"b\\" \\\\ c\\nd, e=\\"f\\"",app="spec"} 2',
        '# HELP backlay_unknown C',
        '# TYPE backlay_unknown gauge',
        '# HELP backlay_d_seconds D',
        '# TYPE backlay_d_seconds histogram',
        'backlay_d_seconds_bucket{le="+Inf",app="spec"} 4',
        'backlay_d_seconds_bucket{le="0.0001",app="spec"} 0',
        'backlay_d_seconds_bucket{le="0.25",app="spec"} 3',
        'backlay_d_seconds_sum{app="spec"} 0.7062',
        'process_start_time_seconds{app="spec"} 1.79e+9 1795690000000',
      ].join('\n'),
    );
    expect(reading.value('backlay_a')).toBe(4);
    expect(reading.value('backlay_unknown')).toBeUndefined();
    expect(reading.lines('backlay_b_total')).toEqual([
      { value: 2, labels: { reason: 'a "b" \\ c\nd, e="f"', app: 'spec' } },
    ]);
    expect(reading.buckets('backlay_d_seconds')).toEqual([
      { bound: 0.0001, count: 0 },
      { bound: 0.25, count: 3 },
      { bound: Infinity, count: 4 },
    ]);
    expect(reading.value('process_start_time_seconds')).toBe(1.79e9);
  });

  it.each([
    ['nothing', ''],
    ['a comment', '# HELP a b'],
    ['a page of something else', '<!doctype html>\n<p>502</p>'],
    ['a line without a number', 'a{b="c"} x'],
  ])('leaves out %s', (_, text) => {
    expect(parseMetrics(text).size).toBe(0);
  });

  it('says which state a thing is in', () => {
    const reading = readingOf('s{state="A"} 0\ns{state="B"} 1');
    expect([reading.state('s'), reading.state('t')]).toEqual(['B', undefined]);
  });
});

describe('a percentile', () => {
  const buckets = [
    { bound: 0.001, count: 10 },
    { bound: 0.01, count: 90 },
    { bound: 0.1, count: 98 },
    { bound: Infinity, count: 100 },
  ];

  it.each([
    [0, 0],
    [0.05, 0.0005],
    [0.1, 0.001],
    [0.5, 0.0055],
    [0.9, 0.01],
    [0.94, 0.055],
  ])('of the share %p is read off within its bucket: %p s', (share, seconds) => {
    expect(percentileOf(buckets, share)?.seconds).toBeCloseTo(seconds, 9);
  });

  it('is beyond the last bound when it is', () => {
    expect(percentileOf(buckets, 0.99)).toEqual({ seconds: 0.1, isBeyond: true });
    expect(percentileOf([], 0.5)).toBeUndefined();
    expect(percentileOf([{ bound: Infinity, count: 0 }], 0.5)).toBeUndefined();
  });

  it('is in the bucket of the true one, whatever was counted', () => {
    const durations = fc.array(fc.double({ min: 0.001, max: 9_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (durationsMs, share) => {
        const counted = [...BOUNDS, Infinity].map((bound) => ({
          bound,
          count: durationsMs.filter((ms) => ms / 1_000 <= bound).length,
        }));
        const sorted = [...durationsMs].sort((a, b) => a - b);
        const truly = sorted[Math.ceil(share * sorted.length) - 1]! / 1_000;
        const upper = BOUNDS.find((bound) => truly <= bound)!;
        const lower = BOUNDS[BOUNDS.indexOf(upper) - 1] ?? 0;
        const { seconds } = percentileOf(counted, share)!;
        expect(seconds).toBeGreaterThanOrEqual(lower - 1e-12);
        expect(seconds).toBeLessThanOrEqual(upper + 1e-12);
      }),
    );
  });
});

describe('what happened between two readings', () => {
  const before = readingOf('c{of="a"} 10\nh_bucket{le="1"} 4\nh_bucket{le="+Inf"} 5', 1_000);

  it('is the growth of the counters, and what the histograms have counted', () => {
    const now = readingOf('c{of="a"} 30\nc{of="b"} 6\nh_bucket{le="1"} 6\nh_bucket{le="+Inf"} 9', 5_000);
    const span = new Span(before, now);
    expect(span.growth('c', { of: 'a' })).toBe(20);
    expect(span.perSecond('c', { of: 'a' })).toBe(5);
    // It was not there before, so it is new.
    expect(span.growth('c', { of: 'b' })).toBe(6);
    expect(span.growth('c', { of: 'x' })).toBeUndefined();
    expect(span.buckets('h').map(({ count }) => count)).toEqual([2, 4]);
  });

  it('is everything when the app was started again meanwhile', () => {
    const now = readingOf('c{of="a"} 3\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1', 2_000);
    const span = new Span(before, now);
    expect(span.growth('c', { of: 'a' })).toBe(3);
    expect(span.buckets('h').map(({ count }) => count)).toEqual([1, 1]);
  });

  it('has no rate without a beginning', () => {
    expect(new Span(undefined, before).perSecond('c')).toBeUndefined();
    expect(new Span(before, before).perSecond('c')).toBeUndefined();
    expect(new Span(undefined, before).growth('c')).toBe(10);
  });
});

describe('figures as text', () => {
  it.each([
    [undefined, '–'],
    [0, '0.00 ms'],
    [0.00042, '0.42 ms'],
    [0.0123, '12.3 ms'],
    [0.48, '480 ms'],
    [1.3, '1.30 s'],
    [75, '75.0 s'],
  ])('a duration of %p s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('say what is not known, what is beyond, and how often', () => {
    expect(formatPercentile({ seconds: 10, isBeyond: true })).toBe('> 10.0 s');
    expect([formatCount(12_345), formatCount(undefined)]).toEqual(['12,345', '–']);
    expect([0, 0.44, 12.4, 1_234, undefined].map(formatRate)).toEqual([
      '0/s',
      '0.4/s',
      '12/s',
      '1,234/s',
      '–',
    ]);
    expect(['PRICE_OFF_LADDER', 'PlaceOrder'].map(wordsOf)).toEqual(['Price off ladder', 'Place order']);
  });
});
