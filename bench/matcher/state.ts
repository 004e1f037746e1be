import { Matcher } from '@backlay/matcher';
import { emptyMatcher, placeResting } from './resting-orders.js';

const ORDERS = 1_000_000;

export interface StateCosts {
  readonly orders: number;
  readonly hashMs: number;
  readonly snapshotMs: number;
  readonly restoreMs: number;
  readonly megabytes: number;
}

/** CPU time of hashing, saving and restoring a matcher that holds a million resting orders. */
export function measureState(): StateCosts {
  const matcher = emptyMatcher();
  placeResting(matcher, 0, ORDERS);
  matcher.stateHash();
  const hash = timed(() => matcher.stateHash());
  const snapshot = timed(() => matcher.snapshot());
  const restored = timed(() => Matcher.restore(snapshot.value));
  if (restored.value.stateHash() !== hash.value) throw new Error('the restored matcher has another hash');
  const words = Object.values(snapshot.value.blocks).reduce((sum, block) => sum + block.length, 0);
  return {
    orders: ORDERS,
    hashMs: hash.ms,
    snapshotMs: snapshot.ms,
    restoreMs: restored.ms,
    megabytes: (words * 4) / 1e6,
  };
}

function timed<T>(act: () => T): { value: T; ms: number } {
  const before = process.cpuUsage();
  const value = act();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}
