import fc from 'fast-check';
import { CommandKind, Side } from '@backlay/matcher';
import type { EngineCommand } from '../matching/engine-command.js';
import type { Exchange } from '../matching/exchange.js';
import { executed } from '../matching/testing/executed.js';
import type { EngineState } from './engine-state.js';
import { newEngineState } from './new-engine-state.js';
import type { Snapshot } from './snapshot-format.js';
import type { SavedPart } from './snapshot-part.js';

const COMMANDS_MAX = 150;

const SETTINGS = {
  shard: 0,
  completedOrders: 20,
  commandHorizon: { commands: 100, commandsMax: 1000, ageMs: 0 },
  logDirectory: '',
};

const origin = { accountId: fc.constantFrom('alice', 'bob', 'carol', 'dave'), commandId: fc.constant('') };
const orderId = fc.integer({ min: 1, max: 60 });
const size = fc.integer({ min: 0, max: 50 });
const price = fc.integer({ min: 100, max: 105 }).map((tick) => 2 * tick);
const marketId = fc.constantFrom(1, 2, 3);

const command: fc.Arbitrary<EngineCommand> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant(CommandKind.PlaceOrder as const),
      ...origin,
      marketId,
      runnerId: fc.constantFrom(1, 2),
      side: fc.constantFrom(Side.BACK, Side.LAY),
      price,
      size,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant(CommandKind.CancelOrder as const), ...origin, orderId, size }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant(CommandKind.ReplaceOrder as const),
      ...origin,
      orderId,
      price,
      size,
    }),
  },
  fc.record({ kind: fc.constant(CommandKind.CancelAll as const), ...origin, marketId }),
  fc.record({
    kind: fc.constantFrom(
      CommandKind.OpenMarket as const,
      CommandKind.SuspendMarket as const,
      CommandKind.ResumeMarket as const,
      CommandKind.CloseMarket as const,
    ),
    ...origin,
    marketId,
  }),
  fc.record({
    kind: fc.constant(CommandKind.CreateMarket as const),
    ...origin,
    name: fc.constantFrom('A market', ''),
    runners: fc.constant([
      { runnerId: 1, name: 'One' },
      { runnerId: 2, name: 'Two' },
    ]),
    ladder: fc.constantFrom({ kind: 'CLASSIC' } as const, { kind: 'FINEST' } as const),
  }),
);

const OPENING: readonly EngineCommand[] = [
  {
    kind: CommandKind.CreateMarket,
    accountId: '',
    commandId: '',
    name: 'The market',
    runners: [
      { runnerId: 1, name: 'One' },
      { runnerId: 2, name: 'Two' },
    ],
    ladder: { kind: 'CLASSIC' },
  },
  { kind: CommandKind.OpenMarket, accountId: '', commandId: '', marketId: 1 },
];

/** Executes commands behind what the exchange has; gives what happened. */
function run(exchange: Exchange, commands: readonly EngineCommand[]): ReturnType<typeof executed>[] {
  return commands.map((command) => executed(exchange, command, 1_001 + exchange.sequence));
}

function newState(): EngineState {
  return newEngineState(SETTINGS);
}

/** As the file gives it back: memory of its own. */
function copied({ parts, ...facts }: Snapshot): Snapshot {
  const copies = [...parts].map(([name, { header, blocks }]): [string, SavedPart] => {
    const arrays = Object.entries(blocks).map(([block, array]) => [block, array.slice()] as const);
    return [
      name,
      { header: JSON.parse(JSON.stringify(header)) as object, blocks: Object.fromEntries(arrays) },
    ];
  });
  return { ...facts, parts: new Map(copies) };
}

function orders(exchange: Exchange): unknown[] {
  return Array.from({ length: 2 * COMMANDS_MAX }, (_, at) => exchange.orders.find(at + 1));
}

describe('a snapshot of the engine', () => {
  it('carries the state over: whatever comes then is what it would have been, event by event', () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: COMMANDS_MAX, size: 'max' }),
        fc.nat({ max: COMMANDS_MAX }),
        (commands, at) => {
          const straight = newState();
          run(straight.exchange, [...OPENING, ...commands.slice(0, at)]);
          const restored = newState();
          restored.load(copied(straight.save()));
          expect(restored.exchange.progress).toEqual(straight.exchange.progress);
          expect(orders(restored.exchange)).toEqual(orders(straight.exchange));
          const rest = commands.slice(at);
          expect(run(restored.exchange, rest)).toEqual(run(straight.exchange, rest));
          expect(restored.exchange.progress).toEqual(straight.exchange.progress);
          expect(restored.exchange.stateHash()).toBe(straight.exchange.stateHash());
          expect(orders(restored.exchange)).toEqual(orders(straight.exchange));
        },
      ),
    );
  });

  it('of another state than its hash says is refused, and the state is as new once cleared', () => {
    const state = newState();
    run(state.exchange, OPENING);
    const snapshot = { ...copied(state.save()), stateHash: '0'.repeat(24) };
    const other = newState();
    expect(() => other.load(snapshot)).toThrow(/its state has the hash [0-9a-f]{24}, not 0{24}/);
    other.clear();
    expect(other.exchange.progress).toEqual(newState().exchange.progress);
    expect(other.exchange.stateHash()).toBe(newState().exchange.stateHash());
    expect(run(other.exchange, OPENING)).toHaveLength(2);
    expect(other.exchange.stateHash()).toBe(state.exchange.stateHash());
  });

  it('without one of its parts is refused', () => {
    const { parts, ...facts } = newState().save();
    const left = new Map([...parts].filter(([name]) => name !== 'accounts'));
    expect(() => newState().load({ ...facts, parts: left })).toThrow('its part accounts is missing');
  });

  it('keeps fewer completed orders when fewer are to be kept, the latest ones', () => {
    const state = newState();
    const place = { kind: CommandKind.PlaceOrder, accountId: 'alice', commandId: '', marketId: 1 } as const;
    const cross = [Side.BACK, Side.LAY].map((side) => ({ ...place, runnerId: 1, side, price: 200, size: 5 }));
    const outcomes = run(state.exchange, [...OPENING, ...cross, ...cross, ...cross]);
    const orderIds = outcomes
      .flatMap(({ events }) => events)
      .flatMap((event) => (event.type === 'order.placed' ? [event.orderId] : []));
    const smaller = newEngineState({ ...SETTINGS, completedOrders: 2 });
    smaller.load(copied(state.save()));
    expect(orderIds.every((orderId) => state.exchange.orders.find(orderId) !== undefined)).toBe(true);
    const kept = orderIds.filter((orderId) => smaller.exchange.orders.find(orderId) !== undefined);
    expect(kept).toEqual(orderIds.slice(4));
    expect(smaller.exchange.orders.completedCount).toBe(2);
  });
});
