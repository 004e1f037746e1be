import { readOptions, UsageError } from './options.js';

describe('the arguments of npm run dead-letters', () => {
  it('are for both apps, on their usual ports', () => {
    expect(readOptions(['list'], {})).toEqual({
      command: 'list',
      id: '',
      apps: [
        { name: 'storage', url: 'http://127.0.0.1:3001' },
        { name: 'analytics', url: 'http://127.0.0.1:3002' },
      ],
    });
  });

  it('choose an app, and take its port from the environment', () => {
    expect(readOptions(['redrive', 'all', '--app', 'analytics'], { ANALYTICS_PORT: '4002' })).toEqual({
      command: 'redrive',
      id: 'all',
      apps: [{ name: 'analytics', url: 'http://127.0.0.1:4002' }],
    });
    expect(readOptions(['--help'], {})).toBeUndefined();
  });

  it.each([
    [[], 'Say what to do: npm run dead-letters -- list, show ID, or redrive ID|all.'],
    [['burn'], 'Say what to do: npm run dead-letters -- list, show ID, or redrive ID|all.'],
    [['show'], 'Say which letter: npm run dead-letters -- show ID (`list` shows the ids).'],
    [['redrive', '1-1', '1-2'], '"1-2" is one argument too many; --help says how.'],
    [['list', '--app', 'engine'], '--app is "engine", but must be one of storage, analytics.'],
  ])('are refused in a sentence: %j', (args, sentence) => {
    expect(() => readOptions(args, {})).toThrow(new UsageError(sentence));
  });
});
