import type { Page } from '@backlay/client';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { warn } from '../shell/notices.js';

interface PagedListProps<Item> {
  /** @param cursor undefined for the first page */
  readonly load: (cursor: string | undefined) => Promise<Page<Item>>;
  readonly keyOf: (item: Item) => string;
  readonly render: (item: Item) => ComponentChildren;
  /** What is said when there is nothing. */
  readonly none: string;
}

/** A list that storage gives page by page: the first one at once, further ones when they are asked for. */
export function PagedList<Item>({ load, keyOf, render, none }: PagedListProps<Item>) {
  const items = useSignal<readonly Item[]>([]);
  const next = useSignal<string | null | undefined>(undefined);
  const isBusy = useSignal(true);
  const more = async (): Promise<void> => {
    isBusy.value = true;
    try {
      const page = await load(next.value ?? undefined);
      items.value = [...items.value, ...page.items];
      next.value = page.nextCursor;
    } catch (error) {
      warn(error);
    } finally {
      isBusy.value = false;
    }
  };
  useEffect(() => void more(), []);
  return (
    <>
      <ul>
        {items.value.map((item) => (
          <Fragment key={keyOf(item)}>{render(item)}</Fragment>
        ))}
      </ul>
      {items.value.length === 0 && !isBusy.value && <p class="empty">{none}</p>}
      {typeof next.value === 'string' && (
        <button type="button" class="more" disabled={isBusy} onClick={() => void more()}>
          Show more
        </button>
      )}
    </>
  );
}
