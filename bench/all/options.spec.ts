import { BENCHMARKS } from './benchmarks.js';
import { OptionError } from '../report/options.js';
import { readOptions } from './options.js';

describe('options of npm run bench', () => {
  it('are all benchmarks, as long as they find right, unless said otherwise', () => {
    expect(readOptions([])).toEqual({ benchmarks: BENCHMARKS, seconds: undefined, isPrinted: false });
    const { benchmarks, ...rest } = readOptions(['--only', 'feed,matcher', '--seconds', '2', '--print']);
    expect(benchmarks.map(({ name }) => name)).toEqual(['feed', 'matcher']);
    expect(rest).toEqual({ seconds: 2, isPrinted: true });
  });

  it.each([
    [['--only', 'http,htpp'], /^--only has "htpp", but must be some of matcher, .*, with commas$/],
    [['--seconds', '0'], /^--seconds is "0", but must be a number above 0$/],
  ])('refuse %j in one sentence', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
