/** Colours of a chart, which is drawn by a script and not by the styles. */
export interface ChartColours {
  readonly text: string;
  readonly grid: string;
  readonly up: string;
  readonly down: string;
  readonly back: string;
  readonly lay: string;
  readonly accent: string;
  readonly volume: string;
}

/** As the styles have them now. */
export function chartColours(): ChartColours {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return {
    text: colour('--muted'),
    grid: colour('--line'),
    up: colour('--good'),
    down: colour('--bad'),
    back: colour('--back-text'),
    lay: colour('--lay-text'),
    accent: colour('--accent'),
    volume: colour('--line-strong'),
  };
}
