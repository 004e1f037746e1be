import { useEffect, useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import type { LiveMarket } from '../market/live-market.js';
import { depthColumns } from '../model/depth-data.js';
import type { ChartColours } from './chart-colours.js';
import { useChart, type ChartShape } from './use-chart.js';

/** A chart is looked at, not traded on: so often is enough, in ms. */
const REDRAW_MS = 250;

interface DepthChartProps {
  readonly live: LiveMarket;
  readonly runnerId: number;
  readonly runnerName: string;
}

/** How much is in the book up to each price. */
export function DepthChart({ live, runnerId, runnerName }: DepthChartProps) {
  const columns = (): uPlot.AlignedData => {
    const runner = live.peek().copy?.runners.get(runnerId);
    if (runner === undefined) return [[], [], []];
    return depthColumns(runner.availableToBack, runner.availableToLay) as unknown as uPlot.AlignedData;
  };
  const shape = useMemo(() => shapeOf, []);
  const { place, chart } = useChart(shape, columns);
  useEffect(() => {
    let drawn = live.peek();
    const timer = setInterval(() => {
      const moment = live.peek();
      if (moment === drawn) return;
      drawn = moment;
      chart.current?.setData(columns());
    }, REDRAW_MS);
    return () => clearInterval(timer);
  }, [live, runnerId]);
  return <div class="chart" ref={place} role="img" aria-label={`Depth of the book of ${runnerName}`} />;
}

function shapeOf(colours: ChartColours): ChartShape {
  const axis = { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  // Backs stand to the left of their price, lays to the right of it.
  const stepped = (align: 1 | -1) => (uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align }) } : {});
  return {
    cursor: { y: false },
    scales: { x: { time: false } },
    axes: [axis, { ...axis, side: 1, size: 64 }],
    series: [
      { label: 'Price', value: (_, price) => (price === null ? '–' : price.toFixed(2)) },
      {
        label: 'To back',
        stroke: colours.back,
        fill: `${colours.back}33`,
        width: 2,
        points: { show: false },
        ...stepped(-1),
      },
      {
        label: 'To lay',
        stroke: colours.lay,
        fill: `${colours.lay}33`,
        width: 2,
        points: { show: false },
        ...stepped(1),
      },
    ],
  };
}
