import { OptionError } from '../report/options.js';
import { readOptions } from './options.js';

describe('options of the bench of the pages', () => {
  it('are 3 minutes of the grid and of the ladder at 1,000 level changes a second, unless said otherwise', () => {
    expect(readOptions([])).toEqual({ minutes: 3, rate: 1_000, views: ['grid', 'ladder'] });
    const said = ['--minutes', '0.5', '--rate', '2000', '--view', 'charts'];
    expect(readOptions(said)).toEqual({ minutes: 0.5, rate: 2_000, views: ['charts'] });
  });

  it.each([
    [['--minutes', 'none'], '--minutes is "none", but must be a number above 0'],
    [['--rate', '0'], '--rate is "0", but must be a number above 0'],
    [['--view', 'orders'], '--view is "orders", but must be one of grid, ladder, charts'],
  ])('refuse %j in one sentence', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(new OptionError(sentence));
  });
});
