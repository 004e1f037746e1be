import type { Market } from '@backlay/client';
import { removalQuestion, stepsOf, titleOf } from './market-steps.js';
import {
  choicesOf,
  declarationOf,
  initialResults,
  needsTied,
  problemOf,
  settlementQuestion,
  type Result,
} from './result-form-model.js';

const market = (over: Partial<Market> = {}): Market => ({
  version: 1,
  materialVersion: 1,
  startTime: null,
  betDelayModel: 'ALL',
  limits: undefined,
  tied: undefined,
  marketId: 7,
  name: 'Winner',
  fixture: 'Long Barrow',
  status: 'OPEN',
  currency: 'GBP',
  kind: 'WIN',
  winners: 1,
  inPlay: false,
  baseRate: 500,
  betDelayMs: 5_000,
  ladder: { kind: 'CLASSIC' },
  createdAt: 0,
  runners: ['Comet', 'Dancer', 'Ember', 'Falcon'].map((name, index) => ({
    runnerId: index + 1,
    name,
    status: name === 'Falcon' ? 'REMOVED' : 'ACTIVE',
    reductionFactor: undefined,
  })),
  ...over,
});

describe('the steps of a market', () => {
  it.each([
    [{ status: 'INACTIVE' }, ['Open', 'Close', 'Void']],
    [{ status: 'OPEN' }, ['Suspend', 'Suspend materially', 'Turn in-play', 'Close', 'Void']],
    [{ status: 'OPEN', inPlay: true }, ['Suspend', 'Suspend materially', 'Close', 'Void']],
    [{ status: 'SUSPENDED' }, ['Resume', 'Turn in-play', 'Close', 'Void']],
    [{ status: 'CLOSED' }, ['Void']],
    [{ status: 'SETTLED' }, ['Void']],
    [{ status: 'VOIDED' }, []],
    [{ status: 'OPEN', currency: 'XXX' }, ['Suspend', 'Suspend materially', 'Close']],
    [{ status: 'CLOSED', currency: 'XXX' }, []],
  ] as const)('of %j are %j', (over, names) => {
    expect(stepsOf(market(over)).map(({ name }) => name)).toEqual(names);
  });

  it('ask before whatever is not taken back, and say what will happen', () => {
    const steps = stepsOf(market());
    const asked = steps.filter(({ question }) => question !== undefined).map(({ name }) => name);
    expect(asked).toEqual(['Suspend materially', 'Turn in-play', 'Close', 'Void']);
    for (const { question } of steps) if (question) expect(question.text).toContain('Long Barrow · Winner: ');
    expect(steps.find(({ name }) => name === 'Turn in-play')?.question?.text).toContain('bet delay of 5 s');
    const ofSettled = stepsOf(market({ status: 'SETTLED' }));
    expect(ofSettled[0]?.question?.text).toContain('is taken back');
    expect(removalQuestion(market(), 'Ember', 1_620).text).toContain('reduced by 16.20 %');
  });

  it('name a market of no fixture by its number', () => {
    expect(titleOf(market({ fixture: '' }))).toBe('Winner (7)');
  });
});

const results = (...comeIn: readonly Result[]) => new Map(comeIn.map((result, index) => [index + 1, result]));
const NONE: ReadonlySet<number> = new Set();

describe('the result of a market', () => {
  const place = market({ kind: 'PLACE', winners: 2, status: 'CLOSED' });

  it('begins with what it was settled by', () => {
    expect([...initialResults(market()).values()]).toEqual(['LOSER', 'LOSER', 'LOSER']);
    const settled = market({
      status: 'SETTLED',
      runners: market().runners.map((runner) => ({
        ...runner,
        status: runner.runnerId === 2 ? 'WINNER' : 'LOSER',
      })),
    });
    expect(initialResults(settled).get(2)).toBe('WINNER');
  });

  it('is not settled again by what it was settled by', () => {
    const runners = market().runners.map((runner) => ({
      ...runner,
      status: runner.runnerId === 2 ? ('WINNER' as const) : ('LOSER' as const),
    }));
    const settled = market({ status: 'SETTLED', runners });
    const same = results('LOSER', 'WINNER', 'LOSER', 'LOSER');
    expect(problemOf(settled, same, NONE)).toBe('It was settled by this result.');
    expect(problemOf(settled, results('WINNER', 'LOSER', 'LOSER', 'LOSER'), NONE)).toBeUndefined();
  });

  it('offers places only where they pay', () => {
    expect([choicesOf(market()), choicesOf(place)]).toEqual([
      ['LOSER', 'WINNER'],
      ['LOSER', 'PLACED', 'WINNER'],
    ]);
  });

  it.each([
    [market(), results('LOSER', 'LOSER', 'LOSER'), NONE, 'Say who has won.'],
    [market(), results('WINNER', 'LOSER', 'LOSER'), NONE, undefined],
    // A dead heat: all winners are tied, and need not be named.
    [market(), results('WINNER', 'WINNER', 'LOSER'), NONE, undefined],
    [place, results('WINNER', 'LOSER', 'LOSER'), NONE, 'Say who is among the first 2: so far 1.'],
    [place, results('WINNER', 'PLACED', 'LOSER'), NONE, undefined],
    [
      place,
      results('WINNER', 'PLACED', 'PLACED'),
      NONE,
      '3 runners are placed and 2 places pay: say which of them share the last ones.',
    ],
    [
      place,
      results('WINNER', 'PLACED', 'PLACED'),
      new Set([3]),
      '3 runners are placed and 2 places pay: say which of them share the last ones.',
    ],
    [place, results('WINNER', 'PLACED', 'PLACED'), new Set([2, 3]), undefined],
  ])('%# is possible, or says why not', (of, chosen, tied, problem) => {
    expect(problemOf(of, chosen, tied)).toBe(problem);
  });

  it('is sent for every runner that was not removed, with those that are tied when they have to be named', () => {
    const chosen = results('WINNER', 'PLACED', 'PLACED');
    expect(needsTied(place, chosen)).toBe(true);
    expect(declarationOf(place, chosen, new Set([2, 3]))).toEqual({
      results: [
        { runnerId: 1, result: 'WINNER' },
        { runnerId: 2, result: 'PLACED' },
        { runnerId: 3, result: 'PLACED' },
      ],
      tied: [2, 3],
    });
    expect(declarationOf(market(), results('WINNER'), new Set([2, 3])).tied).toEqual([]);
  });

  it('is asked about with its winners, and with what is taken back when it is another one', () => {
    const once = settlementQuestion(market({ status: 'CLOSED' }), results('LOSER', 'WINNER', 'LOSER'));
    expect(once.text).toMatch(/: Dancer wins\. Every account is paid at once, less 5\.00 %/);
    const again = settlementQuestion(market({ status: 'SETTLED' }), results('WINNER', 'WINNER', 'LOSER'));
    expect([again.action, again.text]).toEqual([
      'Settle again',
      expect.stringMatching(
        /Comet, Dancer win\. What was paid by the earlier result is taken back; then every/,
      ),
    ]);
  });
});
