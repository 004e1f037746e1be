import type { Percentile } from './percentile.js';

/** What is not known. */
export const UNKNOWN = '–';

/** A duration in three digits at most: `0.42 ms`, `12.3 ms`, `480 ms`, `1.3 s`. @param seconds undefined: not known */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined) return UNKNOWN;
  const ms = seconds * 1_000;
  if (ms >= 1_000) return `${digits(seconds)} s`;
  return `${digits(ms)} ms`;
}

/** `> 10.0 s` when it is beyond what is measured. */
export function formatPercentile(percentile: Percentile | undefined): string {
  if (percentile === undefined) return UNKNOWN;
  return `${percentile.isBeyond ? '> ' : ''}${formatDuration(percentile.seconds)}`;
}

/** A count with groups of thousands: `12,345`. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? UNKNOWN : Math.round(count).toLocaleString('en');
}

/** So many in a second: `0`, `0.4/s`, `12/s`, `1,200/s`. */
export function formatRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return UNKNOWN;
  if (perSecond === 0) return '0/s';
  return perSecond < 10 ? `${perSecond.toFixed(1)}/s` : `${formatCount(perSecond)}/s`;
}

/** `182 MB`. */
export function formatBytes(bytes: number | undefined): string {
  return bytes === undefined ? UNKNOWN : `${formatCount(bytes / 1e6)} MB`;
}

/** `PRICE_OFF_LADDER` is `Price off ladder`; `PlaceOrder` is `Place order`. */
export function wordsOf(name: string): string {
  const spaced = name.includes('_')
    ? name.replaceAll('_', ' ').toLowerCase()
    : name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
