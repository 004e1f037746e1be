import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { warn } from '../shell/notices.js';
import { Poller } from './poller.js';

/** What is asked for again and again. */
export interface Polled<T> {
  /** Undefined before the first answer. */
  readonly value: ReadonlySignal<T | undefined>;
  /** Asks at once, for instance after a command. */
  readonly again: () => void;
}

/**
 * Asks while the view is there, and pauses while nobody looks at the tab. A failure is told once, until an answer comes again.
 * @param ask another one begins anew: give it the identity of what it asks for
 */
export function usePolled<T>(ask: () => Promise<T>, intervalMs: number): Polled<T> {
  const poller = useMemo(
    () => new Poller({ ask, intervalMs, isHidden: () => document.hidden, onFailure: warn }),
    [ask, intervalMs],
  );
  useEffect(() => poller.start(), [poller]);
  return poller;
}
