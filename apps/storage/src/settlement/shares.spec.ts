import { sharesOf, type Results } from './shares.js';

const results = (words: string): Results['results'] =>
  words.split(' ').map((word, index) => ({
    runnerId: index + 1,
    result: word === 'W' ? ('WINNER' as const) : word === 'P' ? ('PLACED' as const) : ('LOSER' as const),
  }));

describe('the shares of runners in the winning places', () => {
  it.each([
    ['one winner', 'W L L', [], 1, '1/1 0/1 0/1'],
    ['a placed runner in a market of one winner', 'W P L', [], 1, '1/1 0/1 0/1'],
    ['a dead heat of two for one place, named', 'W W L', [1, 2], 1, '1/2 1/2 0/1'],
    ['a dead heat of two for one place, not named', 'W W L', [], 1, '1/2 1/2 0/1'],
    ['a dead heat of three for one place', 'W W W', [], 1, '1/3 1/3 1/3'],
    ['three places', 'W P P L', [], 3, '1/1 1/1 1/1 0/1'],
    ['two that share the third of three places', 'W P P P L', [3, 4], 3, '1/1 1/1 1/2 1/2 0/1'],
    ['three that share the second and third place', 'W P P P L', [2, 3, 4], 3, '1/1 2/3 2/3 2/3 0/1'],
    ['fewer winners than places', 'W L', [], 2, '1/1 0/1'],
  ])('%s', (_, words, tied, winnerCount, expected) => {
    const shares = sharesOf(
      { results: results(words), tied },
      {
        kind: winnerCount === 1 ? 'WIN' : 'PLACE',
        winnerCount,
      },
    );

    expect(shares.map(({ places, tied }) => `${places}/${tied}`).join(' ')).toBe(expected);
  });

  it('count a placed runner in a market of kind PLACE, also when it has one place only', () => {
    const shares = sharesOf({ results: results('W P L'), tied: [1, 2] }, { kind: 'PLACE', winnerCount: 1 });

    expect(shares.map(({ places, tied }) => `${places}/${tied}`)).toEqual(['1/2', '1/2', '0/1']);
  });
});
