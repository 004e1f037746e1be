import { ProblemError, formatHundredths } from '@backlay/client';
import type { FeedOrder } from '@backlay/contracts';
import { useSignal } from '@preact/signals';
import type { Exchange } from '../live/exchange.js';
import { formatMoney, formatPrice, typedHundredths } from '../model/decimal.js';
import { tell, warn } from '../shell/notices.js';

interface OrderLineProps {
  readonly exchange: Exchange;
  readonly order: FeedOrder;
  readonly runnerName: string;
  /** Where the list goes across markets. */
  readonly marketTitle?: string;
}

/** An unmatched order: what of it remains, and its change or end. */
export function OrderLine({ exchange, order, runnerName, marketTitle }: OrderLineProps) {
  const isChanging = useSignal(false);
  const { orderId, side, price, sizeRemaining, sizeMatched, status, persistence } = order;
  const verb = side === 'BACK' ? 'Back' : 'Lay';
  const what = `${verb.toLowerCase()} of ${runnerName}, ${formatMoney(sizeRemaining)} at ${formatPrice(price)}`;
  const cancel = async (): Promise<void> => {
    try {
      const { sizeCancelled } = await exchange.trading.cancelOrder(orderId);
      tell(`Cancelled ${formatMoney(sizeCancelled)} of the ${what}.`);
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    }
  };
  return (
    <li class={`bet bet-${side.toLowerCase()}`}>
      <span class="bet-what">
        <strong>
          <span class="bet-side">{verb}</span> {runnerName}
        </strong>
        {marketTitle !== undefined && <span class="muted">{marketTitle}</span>}
        {(status === 'WAITING' || persistence === 'PERSIST' || sizeMatched > 0) && (
          <span class="muted">
            {status === 'WAITING' && 'waits for the bet delay '}
            {persistence === 'PERSIST' && 'kept in-play '}
            {sizeMatched > 0 && `${formatMoney(sizeMatched)} matched`}
          </span>
        )}
      </span>
      <span class="bet-numbers">
        <span>{formatMoney(sizeRemaining)}</span>
        <span class="muted">at</span>
        <strong>{formatPrice(price)}</strong>
      </span>
      <span class="bet-actions">
        <button
          type="button"
          class="small"
          aria-label={`Change ${what}`}
          aria-expanded={isChanging.value}
          disabled={status === 'WAITING'}
          onClick={() => (isChanging.value = !isChanging.value)}
        >
          Change
        </button>
        <button type="button" class="small" aria-label={`Cancel ${what}`} onClick={() => void cancel()}>
          Cancel
        </button>
      </span>
      {isChanging.value && (
        <ChangeForm exchange={exchange} order={order} onDone={() => (isChanging.value = false)} />
      )}
    </li>
  );
}

interface ChangeFormProps {
  readonly exchange: Exchange;
  readonly order: FeedOrder;
  readonly onDone: () => void;
}

/** Another price, or another size of what remains. */
function ChangeForm({ exchange, order, onDone }: ChangeFormProps) {
  const price = useSignal(formatHundredths(order.price));
  const size = useSignal(formatHundredths(order.sizeRemaining));
  async function change(event: Event): Promise<void> {
    event.preventDefault();
    const [at, of] = [typedHundredths(price.value), typedHundredths(size.value)];
    if (at === undefined || of === undefined || of === 0) {
      warn('Price and size are decimals such as 2.50 and 10.00.');
      return;
    }
    try {
      await exchange.trading.replaceOrder({ orderId: order.orderId, price: at, size: of });
      tell(`Changed to ${formatMoney(of)} at ${formatPrice(at)}.`);
      onDone();
    } catch (error) {
      warn(error instanceof ProblemError ? error.detail : error);
    }
  }
  return (
    <form
      class="bet-change"
      aria-label="Change the order"
      onSubmit={(event) => void change(event)}
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      <input
        aria-label="New price"
        inputMode="decimal"
        value={price}
        onInput={({ currentTarget }) => (price.value = currentTarget.value)}
      />
      <input
        aria-label="New size"
        inputMode="decimal"
        value={size}
        onInput={({ currentTarget }) => (size.value = currentTarget.value)}
      />
      <button type="submit" class="small primary">
        Save
      </button>
    </form>
  );
}
