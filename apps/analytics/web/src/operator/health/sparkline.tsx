const WIDTH = 160;
const HEIGHT = 36;

interface SparklineProps {
  /** Oldest first; null where nothing was known. */
  readonly points: readonly (number | null)[];
  /** How many fit in. */
  readonly room: number;
}

/** A small line of the latest past; what it says stands beside it in words. */
export function Sparkline({ points, room }: SparklineProps) {
  const highest = Math.max(...points.map((point) => point ?? 0), Number.MIN_VALUE);
  const step = WIDTH / (room - 1);
  const first = room - points.length;
  const placed = points.flatMap((point, index) =>
    point === null
      ? []
      : [
          `${((first + index) * step).toFixed(1)},${(HEIGHT - 2 - (point / highest) * (HEIGHT - 4)).toFixed(1)}`,
        ],
  );
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={placed.join(' ')} />
    </svg>
  );
}
