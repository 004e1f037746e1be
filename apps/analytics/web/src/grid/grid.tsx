import type { Side } from '@backlay/contracts';
import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { MarketDesk } from '../market/market-desk.js';
import { formatPercent } from '../model/decimal.js';
import type { GridModel } from './grid-model.js';
import { RunnerLine } from './runner-line.js';

interface GridProps {
  readonly desk: MarketDesk;
  readonly model: GridModel;
  readonly onPick: ((runnerId: number, side: Side, price: number) => void) | undefined;
}

/** All runners of a market, each with three prices of both sides. */
export function Grid({ desk, model, onPick }: GridProps) {
  return (
    <section class="grid panel" aria-label="Runners">
      <div class="grid-head">
        <span class="runner-count muted">{model.rows.value.length} runners</span>
        <div class="boxes-head">
          <BookPercentage side="back" percentage={model.backPercentage} />
          <strong class="head-back">Back</strong>
          <strong class="head-lay">Lay</strong>
          <BookPercentage side="lay" percentage={model.layPercentage} />
        </div>
        <span />
      </div>
      <ul>
        {model.rows.value.map((row) => (
          <RunnerLine key={row.runnerId} desk={desk} row={row} onPick={onPick} />
        ))}
      </ul>
    </section>
  );
}

interface BookPercentageProps {
  readonly side: 'back' | 'lay';
  readonly percentage: ReadonlySignal<number | null>;
}

function BookPercentage({ side, percentage }: BookPercentageProps) {
  const text = useComputed(() => (percentage.value === null ? '–' : formatPercent(percentage.value)));
  return (
    <span class={`book-percentage book-${side}`}>
      <span class="spoken">Book percentage to {side}: </span>
      {text}
    </span>
  );
}
