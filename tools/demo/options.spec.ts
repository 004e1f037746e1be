import { readDemoOptions } from './options.js';

describe('the options of the demo', () => {
  it('have defaults', () => {
    expect(readDemoOptions([])).toEqual({ seed: 1, speed: 1, markets: 12, ratePerSecond: 60 });
  });

  it('are taken in both forms', () => {
    const args = ['--seed', '7', '--speed=20', '--markets', '5', '--rate=10'];
    expect(readDemoOptions(args)).toEqual({ seed: 7, speed: 20, markets: 5, ratePerSecond: 10 });
  });

  it.each([
    [['--speed', '0'], '--speed is "0", but must be a whole number from 1 to 1000'],
    [['--seed', '-1'], 'seed'],
    [['--markets', '1e9'], '--markets is "1e9", but must be a whole number from 1 to 500'],
    [['--rate', 'fast'], '--rate is "fast", but must be a whole number from 1 to 5000'],
    [['--colour', 'blue'], 'colour'],
  ])('are refused when they cannot be used: %j', (args, message) => {
    expect(() => readDemoOptions(args)).toThrow(message);
  });
});
