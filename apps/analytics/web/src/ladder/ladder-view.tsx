import { TickLadder } from '@backlay/client';
import type { MarketDefinition } from '@backlay/contracts';
import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { LiveMarket } from '../market/live-market.js';
import type { MarketDesk } from '../market/market-desk.js';
import { RunnerPicker } from '../market/runner-picker.js';
import { SIZE_PRESETS, beginSlip } from '../market/slip-state.js';
import { scrollTopFor, windowOf } from '../model/ladder-window.js';
import { LadderActions } from './ladder-actions.js';
import { LadderControls } from './ladder-controls.js';
import { intentOf, type LadderIntent } from './ladder-keys.js';
import { LadderModel } from './ladder-model.js';
import { Row, rowId, type RowHandlers } from './ladder-row.js';
import { QueuePlaces } from './queue-places.js';

const ROW_HEIGHT = 26;

interface LadderViewProps {
  readonly desk: MarketDesk;
  readonly live: LiveMarket;
  readonly definition: MarketDefinition;
  readonly runnerId: number;
}

/** One runner, every price: what is there, what was traded, what is one's own, and one press to back, lay, cancel and close. */
export function LadderView({ desk, live, definition, runnerId }: LadderViewProps) {
  const { exchange } = desk;
  const { own } = exchange;
  const model = useMemo(() => new LadderModel(TickLadder.of(definition.ladder)), []);
  const places = useMemo(() => new QueuePlaces(exchange.feed), [exchange]);
  const latest = useRef(definition);
  latest.current = definition;
  const actions = useMemo(() => new LadderActions(desk, () => latest.current, runnerId), [desk, runnerId]);
  const scroll = useRef<HTMLDivElement>(null);
  const cursor = useSignal(-1);
  const preset = useSignal(0);
  const isOneClick = useSignal(true);
  const isCentred = useRef(false);

  const heightOf = () => scroll.current?.clientHeight ?? 0;
  const shape = () => ({ rowCount: model.rowCount, rowHeight: ROW_HEIGHT, height: heightOf() });
  const draw = () => model.show(windowOf({ ...shape(), scrollTop: scroll.current?.scrollTop ?? 0 }));
  const scrollToRow = (row: number) => scroll.current?.scrollTo({ top: scrollTopFor(row, shape()) });
  const centre = () => {
    const row = model.centreRow();
    scrollToRow(row);
    cursor.value = model.rowCount - 1 - row;
  };

  useLayoutEffect(() => {
    draw();
    const observer = new ResizeObserver(draw);
    if (scroll.current) observer.observe(scroll.current);
    return () => observer.disconnect();
  }, [model]);
  useSignalEffect(() => {
    const { copy } = live.moment;
    model.syncRunner(copy?.runners.get(runnerId));
    if (isCentred.current || copy === undefined) return;
    isCentred.current = true;
    centre();
  });
  useSignalEffect(() => {
    const orders = own?.orders.orders.value ?? [];
    const here = orders.filter((order) => order.marketId === desk.marketId && order.runnerId === runnerId);
    model.syncOrders(here);
    places.follow(here);
  });
  useSignalEffect(() => model.syncHolding(desk.holding(runnerId)));
  useEffect(() => () => places.stop(), [places]);

  const isActive = definition.runners.find((runner) => runner.runnerId === runnerId)?.status === 'ACTIVE';
  const canPlace = own !== undefined && definition.status === 'OPEN' && isActive;
  const handlers: RowHandlers = {
    onPlace: (side, price) => {
      if (!isOneClick.value) beginSlip(desk.marketId, runnerId, side, price);
      else void actions.place(side, price, SIZE_PRESETS[preset.value] ?? SIZE_PRESETS[0]);
    },
    onCancel: (orders) => void actions.cancel(orders),
    onClose: (closing, price) => void actions.close(closing, price),
  };

  const carryOut = (intent: LadderIntent): void => {
    const row = model.rows.value.find(({ tick }) => tick === cursor.value);
    switch (intent.kind) {
      case 'move':
        return batch(() => {
          cursor.value = Math.min(Math.max(cursor.value - intent.rows, 0), model.rowCount - 1);
          keepInSight(scroll.current, model.rowCount - 1 - cursor.value);
        });
      case 'centre':
        return centre();
      case 'preset':
        if (intent.index < SIZE_PRESETS.length) preset.value = intent.index;
        return;
      case 'back':
      case 'lay':
        if (row && canPlace) handlers.onPlace(intent.kind === 'back' ? 'BACK' : 'LAY', row.price);
        return;
      case 'cancel':
        if (row) handlers.onCancel([...row.ownBack.value, ...row.ownLay.value]);
        return;
      case 'close':
        if (row?.closing.value && canPlace) handlers.onClose(row.closing.value, row.price);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const intent = intentOf(event);
    if (intent === undefined) return;
    event.preventDefault();
    carryOut(intent);
  };

  return (
    <section class="ladder panel" aria-label="Ladder">
      <div class="ladder-head">
        <RunnerPicker marketId={desk.marketId} view="ladder" definition={definition} runnerId={runnerId} />
        <LadderControls preset={preset} isOneClick={isOneClick} onCentre={centre} canPlace={canPlace} />
      </div>
      <div
        class="ladder-scroll"
        ref={scroll}
        role="grid"
        aria-label={`Prices of ${definition.runners.find((runner) => runner.runnerId === runnerId)?.name ?? ''}`}
        aria-rowcount={model.rowCount + 1}
        aria-describedby="ladder-help"
        aria-activedescendant={cursor.value < 0 ? undefined : rowId(cursor.value)}
        tabIndex={0}
        onScroll={draw}
        onKeyDown={onKeyDown}
      >
        <div class="rung rung-head" role="row" aria-rowindex={1}>
          {['My backs', 'Back', 'Price', 'Lay', 'My lays', 'Traded', 'Close here'].map((title) => (
            <div key={title} role="columnheader">
              {title}
            </div>
          ))}
        </div>
        <div class="rungs" role="rowgroup" style={{ height: `${model.rowCount * ROW_HEIGHT}px` }}>
          {model.rows.value.map((row) => (
            <Row
              key={row.tick}
              row={row}
              index={model.rowCount - 1 - row.tick}
              height={ROW_HEIGHT}
              cursor={cursor}
              tradedMax={model.tradedMax}
              places={places.places}
              canPlace={canPlace}
              {...handlers}
            />
          ))}
        </div>
      </div>
      <p id="ladder-help" class="ladder-help muted">
        Keys: ↑ ↓ price · B back · L lay · C cancel · G close here · 1–{SIZE_PRESETS.length} size · Space
        centre
      </p>
    </section>
  );
}

/** Scrolls as little as is needed to see a row, under the head of the columns. */
function keepInSight(scroll: HTMLDivElement | null, row: number): void {
  if (scroll === null) return;
  const top = row * ROW_HEIGHT;
  const bottom = top + 2 * ROW_HEIGHT;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
}
