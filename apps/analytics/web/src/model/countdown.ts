const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long until a start, in the two largest units: `2 d 4 h`, `3 h 07 min`, `4 min 05 s`, `12 s`. After it, with a minus.
 * @param startMs 0 when not known
 */
export function countdown(startMs: number, nowMs: number): string {
  if (startMs === 0) return '';
  const left = startMs - nowMs;
  const sign = left < 0 ? '−' : '';
  return sign + duration(Math.abs(left));
}

function duration(ms: number): string {
  if (ms >= DAY) return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h ${twoDigits((ms % HOUR) / MINUTE)} min`;
  if (ms >= MINUTE) return `${Math.floor(ms / MINUTE)} min ${twoDigits((ms % MINUTE) / SECOND)} s`;
  return `${Math.floor(ms / SECOND)} s`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
