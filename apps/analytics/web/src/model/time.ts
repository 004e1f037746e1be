const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** The time of day where the reader is: `14:05:09`. @param timeMs since 1970 */
export function formatTime(timeMs: number): string {
  return CLOCK.format(timeMs);
}

/** Day and time where the reader is: `26 Nov 2026, 14:05:09`. @param timeMs since 1970 */
export function formatMoment(timeMs: number): string {
  return `${DAY.format(timeMs)}, ${CLOCK.format(timeMs)}`;
}
