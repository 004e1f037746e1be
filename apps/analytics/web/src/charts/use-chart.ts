import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { palette, theme } from '../shell/preferences.js';
import { systemIsDark } from '../shell/system-theme.js';
import { chartColours, type ChartColours } from './chart-colours.js';

/** A chart without its size, which is that of its place. */
export type ChartShape = Omit<uPlot.Options, 'width' | 'height'>;

const HEIGHT = 300;

/**
 * A chart in an element, as wide as that; made anew when the colours change.
 * @param shape has to stay the same as long as the chart does
 */
export function useChart(
  shape: (colours: ChartColours) => ChartShape,
  data: () => uPlot.AlignedData,
): { readonly place: RefObject<HTMLDivElement | null>; readonly chart: RefObject<uPlot | null> } {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const look = `${theme.value} ${palette.value} ${systemIsDark.value}`;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = new uPlot(
      { ...shape(chartColours()), width: element.clientWidth, height: HEIGHT },
      data(),
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [look, shape]);
  return { place, chart };
}
