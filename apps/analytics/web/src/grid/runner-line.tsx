import type { Side } from '@backlay/contracts';
import { useComputed, type ReadonlySignal } from '@preact/signals';
import { CashOutButton } from '../market/cash-out-button.js';
import type { MarketDesk } from '../market/market-desk.js';
import { formatMoney, formatPercent, formatPrice, formatProfit } from '../model/decimal.js';
import { hrefOf } from '../shell/router.js';
import { Box } from './box.js';
import type { RunnerRow } from './grid-model.js';

interface RunnerLineProps {
  readonly desk: MarketDesk;
  readonly row: RunnerRow;
  /** Undefined: nothing can be placed in the market now. */
  readonly onPick: ((runnerId: number, side: Side, price: number) => void) | undefined;
}

/** A runner with its boxes: to back from right to left the best, to lay from left to right. */
export function RunnerLine({ desk, row, onPick }: RunnerLineProps) {
  const { runnerId } = row;
  const { name, status, reductionFactor } = row.definition.value;
  const isActive = status === 'ACTIVE';
  const pickOn = (side: Side) =>
    isActive && onPick !== undefined ? (price: number) => onPick(runnerId, side, price) : undefined;
  const boxes = (side: Side) =>
    (side === 'BACK' ? row.back : row.lay).map((cell, place) => (
      <Box key={place} cell={cell} side={side} place={place} runnerName={name} onPick={pickOn(side)} />
    ));
  return (
    <li class={`runner ${isActive ? '' : 'runner-over'}`}>
      <div class="runner-head">
        <a
          class="runner-name"
          href={hrefOf('markets', desk.marketId, 'ladder', runnerId)}
          title={`Ladder of ${name}`}
        >
          {name}
        </a>
        {status === 'REMOVED' && (
          <span class="chip">REMOVED {reductionFactor > 0 && formatPercent(reductionFactor / 100)}</span>
        )}
        {status !== 'REMOVED' && !isActive && (
          <span class={`chip chip-${status.toLowerCase()}`}>{status}</span>
        )}
        <Outcome desk={desk} runnerId={runnerId} />
        {onPick !== undefined && isActive && <CashOutButton desk={desk} row={row} />}
      </div>
      <div class="boxes">
        {boxes('BACK').toReversed()}
        {boxes('LAY')}
      </div>
      <div class="runner-figures">
        <LastPrice price={row.lastPrice} />
        <Matched size={row.totalMatched} />
      </div>
    </li>
  );
}

/** What the market brings when the runner wins: now, and with the order of the bet slip. */
function Outcome({ desk, runnerId }: { readonly desk: MarketDesk; readonly runnerId: number }) {
  const now = desk.profits.value?.get(runnerId);
  const then = desk.supposedProfits.value?.get(runnerId);
  if (now === undefined && then === undefined) return null;
  return (
    <span class="outcome">
      <span class="spoken">Profit if it wins:</span>
      {now !== undefined && <span class={toneOf(now)}>{formatProfit(now)}</span>}
      {then !== undefined && then !== now && (
        <span class="outcome-then">
          <span aria-hidden="true">→ </span>
          <span class="spoken">with the order of the slip: </span>
          <span class={toneOf(then)}>{formatProfit(then)}</span>
        </span>
      )}
    </span>
  );
}

function LastPrice({ price }: { readonly price: ReadonlySignal<number | null> }) {
  const text = useComputed(() => (price.value === null ? '–' : formatPrice(price.value)));
  return (
    <span class="figure">
      <small>Last</small>
      <span>{text}</span>
    </span>
  );
}

function Matched({ size }: { readonly size: ReadonlySignal<number> }) {
  const text = useComputed(() => formatMoney(size.value));
  return (
    <span class="figure">
      <small>Matched</small>
      <span>{text}</span>
    </span>
  );
}

function toneOf(profit: number): string {
  return profit > 0 ? 'good' : profit < 0 ? 'bad' : 'muted';
}
