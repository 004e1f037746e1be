import { CommandKind, Matcher, Side } from '@backlay/matcher';

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
  const matcher = new Matcher();
  const runners = [{ runnerId: 1, name: 'A' }];
  matcher.execute(
    { kind: CommandKind.CreateMarket, name: 'State', runners, ladder: { kind: 'FINEST' } },
    1,
    0,
  );
  matcher.execute({ kind: CommandKind.OpenMarket, marketId: 1 }, 2, 0);
  for (let index = 0; index < ORDERS; index++) {
    const order = { marketId: 1, runnerId: 1, side: Side.BACK, price: 200 + (index % 5_000), size: 5 };
    matcher.execute({ kind: CommandKind.PlaceOrder, ...order, account: index % 1_000 }, index + 3, 0);
    matcher.events.clear();
  }
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
