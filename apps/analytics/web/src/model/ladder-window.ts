/** What of a ladder is to be seen. Rows count from 0 at the top, which is the highest price. */
export interface LadderWindow {
  readonly firstRow: number;
  /** The row behind the last. */
  readonly endRow: number;
}

export interface LadderView {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Both in the unit of `rowHeight`. */
  readonly scrollTop: number;
  readonly height: number;
}

/** Rows that are drawn beyond each edge, so that a short scroll shows no gap. */
export const OVERSCAN_ROWS = 8;

/**
 * The rows to draw. It begins at a multiple of the overscan, so that most scrolling leaves it as it is, and it never grows
 * with the ladder.
 */
export function windowOf({ rowCount, rowHeight, scrollTop, height }: LadderView): LadderWindow {
  const top = Math.floor(Math.max(scrollTop, 0) / rowHeight) - OVERSCAN_ROWS;
  const firstRow = Math.max(0, Math.floor(top / OVERSCAN_ROWS) * OVERSCAN_ROWS);
  const rows = Math.ceil(height / rowHeight) + 3 * OVERSCAN_ROWS;
  return {
    firstRow: Math.min(firstRow, Math.max(0, rowCount - 1)),
    endRow: Math.min(rowCount, firstRow + rows),
  };
}

/** Where to scroll so that a row stands in the middle, as far as the ladder goes. */
export function scrollTopFor(
  row: number,
  { rowCount, rowHeight, height }: Omit<LadderView, 'scrollTop'>,
): number {
  const wanted = row * rowHeight - (height - rowHeight) / 2;
  return Math.max(0, Math.min(wanted, rowCount * rowHeight - height));
}
