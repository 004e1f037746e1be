import { lifeSteps, newMarket, type LifeState } from './life-steps.js';
import type { MarketDefinition } from './recorded-message.js';

const runner = (id: number, status = 'ACTIVE', adjustmentFactor?: number) => ({
  id,
  status,
  adjustmentFactor,
});

const definition = (changes: Partial<MarketDefinition> = {}): MarketDefinition => ({
  status: 'OPEN',
  runners: [runner(1), runner(2), runner(3)],
  ...changes,
});

const OPEN: LifeState = { status: 'OPEN', inPlay: false, startTimeMs: undefined, removed: new Set() };
const SUSPENDED: LifeState = { ...OPEN, status: 'SUSPENDED' };

function commands(from: LifeState, to: Partial<MarketDefinition>, isMaterial = false): string[] {
  return lifeSteps(from, definition(to), isMaterial).steps.map(({ command }) =>
    `${command.kind} ${JSON.stringify({ ...command, kind: undefined })}`.replace(' {}', ''),
  );
}

describe('a market as its first definition describes it', () => {
  it('has money, one winner and no commission unless more is said', () => {
    expect(newMarket('1.1', definition())).toEqual({
      name: '1.1',
      runners: [1, 2, 3].map((runnerId) => ({ runnerId, name: `Runner ${runnerId}` })),
      ladder: { kind: 'CLASSIC' },
      currency: 'GBP',
      kind: 'WIN',
      winners: 1,
      baseRate: 0,
    });
  });

  it('is one of PLACE with several winners, with fixture, start time and rate', () => {
    const described = definition({
      numberOfWinners: 2,
      marketBaseRate: 6.5,
      eventName: 'Ascot',
      marketTime: '2030-06-20T14:00:00.000Z',
    });
    expect(newMarket('1.1', described)).toMatchObject({
      kind: 'PLACE',
      winners: 2,
      baseRate: 650,
      fixture: 'Ascot',
      startTimeMs: Date.UTC(2030, 5, 20, 14),
    });
  });
});

describe('what brings a market to a definition', () => {
  it('is nothing when nothing changed', () => {
    expect(commands(OPEN, {})).toEqual([]);
    expect(commands({ ...OPEN, status: 'CLOSED' }, { status: 'OPEN' })).toEqual([]);
  });

  it('opens, suspends and resumes', () => {
    expect(commands({ ...OPEN, status: 'INACTIVE' }, {})).toEqual(['open']);
    expect(commands({ ...OPEN, status: 'INACTIVE' }, { status: 'SUSPENDED', inPlay: true })).toEqual([]);
    expect(commands(OPEN, { status: 'SUSPENDED' })).toEqual(['suspend {"material":false}']);
    expect(commands(OPEN, { status: 'SUSPENDED' }, true)).toEqual(['suspend {"material":true}']);
    expect(commands(SUSPENDED, {})).toEqual(['resume']);
  });

  it('removes and turns in-play before it resumes', () => {
    const runners = [runner(1), runner(2, 'REMOVED', 13.226), runner(3, 'REMOVED_VACANT')];
    expect(commands(SUSPENDED, { inPlay: true, runners })).toEqual([
      'remove {"runnerId":2,"reductionFactor":1323}',
      'remove {"runnerId":3,"reductionFactor":0}',
      'turn-in-play',
      'resume',
    ]);
  });

  it('turns in-play a market that the recording only knows so', () => {
    expect(commands({ ...OPEN, status: 'INACTIVE' }, { inPlay: true })).toEqual(['open', 'turn-in-play']);
    expect(commands({ ...OPEN, inPlay: true }, { inPlay: true })).toEqual([]);
  });

  it('changes the start time', () => {
    expect(commands(OPEN, { marketTime: '2030-06-20T14:00:00.000Z' })).toEqual([
      `start-time {"startTimeMs":${Date.UTC(2030, 5, 20, 14)}}`,
    ]);
  });

  it('removes a runner once', () => {
    const removed = [runner(1), runner(2), runner(3, 'REMOVED', 5)];
    const { state } = lifeSteps(OPEN, definition({ runners: removed }), false);
    expect(commands(state, { runners: removed })).toEqual([]);
  });
});

describe('a market that closes', () => {
  it('is settled by its results, without the removed runners', () => {
    const runners = [runner(1, 'WINNER'), runner(2, 'LOSER'), runner(3, 'REMOVED', 1)];
    expect(commands({ ...SUSPENDED, removed: new Set([3]) }, { status: 'CLOSED', runners })).toEqual([
      'close',
      'settle {"results":[{"runnerId":1,"result":"WINNER"},{"runnerId":2,"result":"LOSER"}]}',
    ]);
  });

  it('is void when every runner was removed', () => {
    const runners = [runner(1, 'REMOVED'), runner(2, 'REMOVED'), runner(3, 'REMOVED')];
    const removed = new Set([1, 2, 3]);
    expect(commands({ ...SUSPENDED, removed }, { status: 'CLOSED', runners })).toEqual(['close', 'void']);
  });

  it('settles a dead heat where all winners share the one place', () => {
    const runners = [runner(1, 'WINNER'), runner(2, 'WINNER'), runner(3, 'LOSER')];
    expect(commands(SUSPENDED, { status: 'CLOSED', runners })).toHaveLength(2);
  });

  it.each([
    [['ACTIVE', 'ACTIVE', 'ACTIVE'], 1, 'the recording has no result for runner 1'],
    [['LOSER', 'LOSER', 'LOSER'], 1, 'the recording names 0 winners of 1'],
    [['WINNER', 'WINNER', 'WINNER'], 2, 'the recording names 3 winners for 2 places'],
  ])('of %j with %d winners is not settled', (statuses, numberOfWinners, unsettled) => {
    const runners = statuses.map((status, index) => runner(index + 1, status));
    const closed = definition({ status: 'CLOSED', runners, numberOfWinners });
    const { steps, ...rest } = lifeSteps(SUSPENDED, closed, false);
    expect(steps.map(({ command }) => command.kind)).toEqual(['close']);
    expect(rest.unsettled).toBe(unsettled);
  });
});
