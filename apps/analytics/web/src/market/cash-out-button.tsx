import { ProblemError, type CashOutQuote } from '@backlay/client';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RunnerRow } from '../grid/grid-model.js';
import { Refresher } from '../live/refresher.js';
import { formatProfit } from '../model/decimal.js';
import { canClose, type Holding } from '../model/position.js';
import { confirmed } from '../shell/confirm.js';
import { tell, warn } from '../shell/notices.js';
import type { MarketDesk } from './market-desk.js';

/** A quote is for now: it is asked for again after so many ms. */
const QUOTE_MS = 1_000;

interface CashOutButtonProps {
  readonly desk: MarketDesk;
  readonly row: RunnerRow;
}

/** Closes what is open on a runner, for the amount on the button; there only while something is open. */
export function CashOutButton({ desk, row }: CashOutButtonProps) {
  const holding = desk.holding(row.runnerId);
  // Less than a minor unit apart is closed.
  if (holding === undefined || Math.abs(holding.ifWin - holding.ifLose) < 1) return null;
  return <OpenCashOut desk={desk} row={row} holding={holding} />;
}

function OpenCashOut({ desk, row, holding }: CashOutButtonProps & { readonly holding: Holding }) {
  const { trading } = desk.exchange;
  const { marketId } = desk;
  const { runnerId } = row;
  const runnerName = row.definition.value.name;
  const latest = useRef(holding);
  latest.current = holding;
  const quote = useSignal<CashOutQuote | undefined>(undefined);
  useEffect(() => {
    const refresher = new Refresher(async () => {
      // What the book cannot give need not be asked for.
      const isThere = canClose(latest.current, (side) => row.offers(side));
      quote.value = isThere
        ? await trading.cashOutQuote({ marketId, runnerId }).catch(() => undefined)
        : undefined;
    }, QUOTE_MS / 2);
    refresher.request();
    const timer = setInterval(() => refresher.request(), QUOTE_MS);
    return () => {
      clearInterval(timer);
      refresher.stop();
    };
  }, [trading, marketId, row, quote]);

  const offer = quote.value;
  if (offer === undefined) {
    return (
      <button
        type="button"
        class="small cash-out"
        disabled
        title="There is not enough in the book to close it."
      >
        Cash out –
      </button>
    );
  }
  const amount = formatProfit(amountOf(offer));
  const close = async (): Promise<void> => {
    const isSure = await confirmed({
      title: `Cash out ${runnerName}?`,
      text: `Closes what is open on ${runnerName}: ${amount}, whether it wins or loses.`,
      action: `Cash out ${amount}`,
    });
    if (!isSure) return;
    try {
      await trading.cashOut({ marketId, runnerId, price: offer.limitPrice });
      tell(`${runnerName} is closed: ${amount}, whether it wins or loses.`);
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    }
  };
  return (
    <button type="button" class="small cash-out" onClick={() => void close()}>
      Cash out <span class="spoken">{runnerName} for </span>
      <span class={amountOf(offer) < 0 ? 'bad' : 'good'}>{amount}</span>
    </button>
  );
}

/** What is then won, or lost, at the worse of the two ends: they differ by the rounding of the size. */
function amountOf({ ifWin, ifLose }: CashOutQuote): number {
  return Math.floor(Math.min(ifWin, ifLose) / 100);
}
