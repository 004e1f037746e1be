import type { FeedOrder, QueuePlace, Side } from '@backlay/contracts';
import { useComputed, type ReadonlySignal } from '@preact/signals';
import { formatMoney, formatPrice, formatProfit, formatSize } from '../model/decimal.js';
import type { ClosingOrder } from '../model/position.js';
import type { LadderRow } from './ladder-model.js';

/** What can be done at a price. */
export interface RowHandlers {
  readonly onPlace: (side: Side, price: number) => void;
  readonly onCancel: (orders: readonly FeedOrder[]) => void;
  readonly onClose: (closing: ClosingOrder, price: number) => void;
}

interface RowProps extends RowHandlers {
  readonly row: LadderRow;
  /** From the top of the ladder. */
  readonly index: number;
  readonly height: number;
  readonly cursor: ReadonlySignal<number>;
  readonly tradedMax: ReadonlySignal<number>;
  readonly places: ReadonlySignal<ReadonlyMap<number, QueuePlace>>;
  readonly canPlace: boolean;
}

/** The id of the row of a tick, by which the ladder names the row under its cursor. */
export function rowId(tick: number): string {
  return `tick-${tick}`;
}

/** One price. */
export function Row(props: RowProps) {
  const { row, index, height, cursor, tradedMax, places, onCancel } = props;
  const look = useComputed(
    () => `rung${row.isLast.value ? ' rung-last' : ''}${cursor.value === row.tick ? ' rung-cursor' : ''}`,
  );
  const price = formatPrice(row.price);
  return (
    <div
      id={rowId(row.tick)}
      class={look}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${index * height}px)`, height: `${height}px` }}
    >
      <OwnOrders side="BACK" orders={row.ownBack} price={price} places={places} onCancel={onCancel} />
      <Side {...props} side="BACK" size={row.toBack} />
      <div class="rung-price" role="rowheader">
        {price}
        <LastMark isLast={row.isLast} />
      </div>
      <Side {...props} side="LAY" size={row.toLay} />
      <OwnOrders side="LAY" orders={row.ownLay} price={price} places={places} onCancel={onCancel} />
      <Volume traded={row.traded} tradedMax={tradedMax} />
      <Close {...props} />
    </div>
  );
}

function LastMark({ isLast }: { readonly isLast: ReadonlySignal<boolean> }) {
  return isLast.value ? <span class="spoken">, last price</span> : null;
}

interface SideProps extends RowProps {
  readonly side: Side;
  readonly size: ReadonlySignal<number>;
}

function Side({ row, side, size, canPlace, onPlace }: SideProps) {
  const text = useComputed(() => (size.value === 0 ? '' : formatSize(size.value)));
  const look = useComputed(() => `rung-${side.toLowerCase()}${size.value === 0 ? '' : ' rung-filled'}`);
  const name = useComputed(
    () =>
      `${side === 'BACK' ? 'Back' : 'Lay'} at ${formatPrice(row.price)}, ${text.value || 'nothing'} available`,
  );
  return (
    <div role="gridcell">
      <button
        type="button"
        tabIndex={-1}
        class={look}
        aria-label={name}
        disabled={!canPlace}
        onClick={() => onPlace(side, row.price)}
      >
        {text}
      </button>
    </div>
  );
}

interface OwnOrdersProps {
  readonly side: Side;
  readonly orders: ReadonlySignal<readonly FeedOrder[]>;
  readonly price: string;
  readonly places: ReadonlySignal<ReadonlyMap<number, QueuePlace>>;
  readonly onCancel: (orders: readonly FeedOrder[]) => void;
}

/** The own orders at a price, as one: what remains of them, and the best place of them in the queue. */
function OwnOrders({ side, orders, price, places, onCancel }: OwnOrdersProps) {
  const own = orders.value;
  if (own.length === 0) return <div role="gridcell" class="rung-own" />;
  const remaining = own.reduce((sum, { sizeRemaining }) => sum + sizeRemaining, 0);
  const queued = own.flatMap(({ orderId }) => places.value.get(orderId) ?? []);
  const [first] = queued
    .filter(({ place }) => place !== null)
    .sort((a, b) => Number(a.place) - Number(b.place));
  const ahead = first?.sizeAhead ?? 0;
  const verb = side === 'BACK' ? 'back' : 'lay';
  return (
    <div role="gridcell" class="rung-own">
      <button
        type="button"
        tabIndex={-1}
        class={`own own-${verb}`}
        title={
          first === undefined ? undefined : `Place ${first.place} in the queue, ${formatMoney(ahead)} ahead`
        }
        onClick={() => onCancel(own)}
      >
        <span class="spoken">Cancel {verb} of </span>
        {formatSize(remaining)}
        <span class="spoken"> at {price}</span>
        {first !== undefined && (
          <small>
            <span class="spoken">, place </span>#{first.place}
            <span class="spoken"> in the queue</span>
          </small>
        )}
      </button>
    </div>
  );
}

interface VolumeProps {
  readonly traded: ReadonlySignal<number>;
  readonly tradedMax: ReadonlySignal<number>;
}

function Volume({ traded, tradedMax }: VolumeProps) {
  const text = useComputed(() => (traded.value === 0 ? '' : formatSize(traded.value)));
  const style = useComputed(() => {
    const share = tradedMax.value === 0 ? 0 : traded.value / tradedMax.value;
    return `transform: scaleX(${share.toFixed(3)})`;
  });
  return (
    <div role="gridcell" class="rung-volume">
      <span class="bar-fill" style={style} />
      <span class="bar-text">{text}</span>
    </div>
  );
}

function Close({ row, canPlace, onClose }: RowProps) {
  const closing = row.closing.value;
  if (closing === undefined) return <div role="gridcell" class="rung-close" />;
  const { side, size, profit } = closing;
  const text = formatProfit(profit);
  return (
    <div role="gridcell" class="rung-close">
      <button
        type="button"
        tabIndex={-1}
        class={profit < 0 ? 'bad' : 'good'}
        disabled={!canPlace}
        aria-label={`Close at ${formatPrice(row.price)} for ${text}: ${side === 'BACK' ? 'back' : 'lay'} ${formatMoney(size)}`}
        onClick={() => onClose(closing, row.price)}
      >
        {text}
      </button>
    </div>
  );
}
