import { ProblemError, TickLadder, formatHundredths } from '@backlay/client';
import type { MarketDefinition } from '@backlay/contracts';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { checkSlip, isProblem, type SlipDraft } from '../model/bet-slip.js';
import { currencySign, formatMoney, formatSize, typedHundredths } from '../model/decimal.js';
import { tell, warn } from '../shell/notices.js';
import { describePlaced } from './describe-placed.js';
import type { MarketDesk } from './market-desk.js';
import { SIZE_PRESETS, changeSlip, closeSlip } from './slip-state.js';
import { SlipTerms } from './slip-terms.js';

interface BetSlipProps {
  readonly desk: MarketDesk;
  readonly definition: MarketDefinition;
  readonly draft: SlipDraft;
}

/** An order being written, what it may win and cost, and the button that places it. */
export function BetSlip({ desk, definition, draft }: BetSlipProps) {
  const ladder = TickLadder.of(definition.ladder);
  const checked = checkSlip(draft, ladder);
  const problem = isProblem(checked) ? checked : undefined;
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const runnerName = definition.runners.find(({ runnerId }) => runnerId === draft.runnerId)?.name ?? '';
  const verb = draft.side === 'BACK' ? 'Back' : 'Lay';
  const sign = currencySign(definition.currency);
  useSupposition(desk, draft, problem === undefined);
  useFocusReturn();
  // Another runner, side or price was picked: the size is what is written next.
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>('#slip-size')?.select();
  }, [draft.runnerId, draft.side]);

  async function place(event: Event): Promise<void> {
    event.preventDefault();
    if (isProblem(checked) || isBusy.value) return;
    isBusy.value = true;
    try {
      const { marketId, runnerId, side, persists, timeInForce } = draft;
      const order = await desk.exchange.trading.placeOrder({
        marketId,
        runnerId,
        side,
        price: checked.price,
        size: checked.size,
        timeInForce,
        ...(persists && timeInForce === 'REST' && { persistence: 'PERSIST' }),
        ...(definition.version > 0 && { marketVersion: definition.version }),
      });
      tell(describePlaced(order, runnerName));
      closeSlip();
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    } finally {
      isBusy.value = false;
    }
  }

  const step = (ticks: number): void => {
    const price = typedHundredths(draft.price) ?? ladder.priceAt(0);
    changeSlip({ price: formatHundredths(ladder.stepped(ladder.nearest(price), ticks)) });
  };
  return (
    <form
      ref={form}
      class={`slip panel slip-${draft.side.toLowerCase()}`}
      aria-label="Bet slip"
      onSubmit={(event) => void place(event)}
      onKeyDown={({ key }) => key === 'Escape' && closeSlip()}
    >
      <div class="slip-head">
        <h2>
          {verb} {runnerName}
        </h2>
        <button type="button" class="bare" aria-label="Close the bet slip" onClick={closeSlip}>
          ×
        </button>
      </div>
      <div class="slip-fields">
        <div class="field">
          <label for="slip-price">Price</label>
          <div class="stepper">
            <button type="button" aria-label="One tick down" onClick={() => step(-1)}>
              −
            </button>
            <input
              id="slip-price"
              inputMode="decimal"
              autocomplete="off"
              value={draft.price}
              aria-invalid={problem?.field === 'price'}
              aria-describedby="slip-problem"
              onInput={({ currentTarget }) => changeSlip({ price: currentTarget.value })}
            />
            <button type="button" aria-label="One tick up" onClick={() => step(1)}>
              +
            </button>
          </div>
        </div>
        <div class="field">
          <label for="slip-size">Size {sign !== '' && `(${sign})`}</label>
          <input
            id="slip-size"
            inputMode="decimal"
            autocomplete="off"
            value={draft.size}
            aria-invalid={problem?.field === 'size'}
            aria-describedby="slip-problem"
            onInput={({ currentTarget }) => changeSlip({ size: currentTarget.value })}
          />
        </div>
      </div>
      <div class="presets" role="group" aria-label="Sizes">
        {SIZE_PRESETS.map((size) => (
          <button
            key={size}
            type="button"
            class="small"
            onClick={() => changeSlip({ size: formatHundredths(size) })}
          >
            {formatSize(size)}
          </button>
        ))}
      </div>
      <SlipTerms draft={draft} isInPlay={definition.inPlay} />
      <p id="slip-problem" class="problem" role="alert">
        {problem?.text}
      </p>
      {!isProblem(checked) && (
        <dl class="slip-sums">
          <dt>{draft.side === 'BACK' ? 'Profit' : 'Profit (backer’s stake)'}</dt>
          <dd class="good">{formatMoney(checked.profit)}</dd>
          <dt>Liability</dt>
          <dd class="bad">{formatMoney(checked.liability)}</dd>
        </dl>
      )}
      <button
        type="submit"
        class={`place place-${draft.side.toLowerCase()}`}
        disabled={problem !== undefined || isBusy.value || definition.status !== 'OPEN'}
      >
        {definition.status === 'OPEN'
          ? `${verb} at ${draft.price}`
          : `Market is ${definition.status.toLowerCase()}`}
      </button>
    </form>
  );
}

/** Whoever came by the keyboard goes on from where the slip was begun, once it is closed. */
function useFocusReturn(): void {
  useLayoutEffect(() => {
    const begunAt = document.activeElement;
    return () => {
      if (begunAt instanceof HTMLElement && begunAt.isConnected) begunAt.focus();
    };
  }, []);
}

/** Keeps the desk supposing that the order were matched, as long as it is being written. */
function useSupposition(desk: MarketDesk, draft: SlipDraft, isGood: boolean): void {
  const { runnerId, side, price, size } = draft;
  useEffect(() => {
    const [at, of] = [typedHundredths(price), typedHundredths(size)];
    const isWhole = isGood && at !== undefined && of !== undefined;
    void desk.suppose(isWhole ? { runnerId, side, price: at, size: of } : undefined);
  }, [desk, runnerId, side, price, size, isGood]);
  useEffect(() => () => void desk.suppose(undefined), [desk]);
}
