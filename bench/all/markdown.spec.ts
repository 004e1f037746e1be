import type { Row } from '../report/rows.js';
import { benchmarksPage } from './markdown.js';
import type { BenchmarkRun } from './record.js';

const SURROUNDINGS = {
  date: '2026-11-26T10:00Z',
  commit: '84715ac',
  machine: '2 x CPU, 24 GiB; linux x64',
  versions: { 'Node.js': '20.20.2', Redis: '7.0.15' },
};
const ROW: Row = {
  id: 'http.single.on-disk',
  what: 'single orders over HTTP | on disk',
  figure: 20_812,
  unit: 'orders per CPU second',
  beside: { what: 'bare Fastify', figure: 61_900 },
  ratio: 0.3362,
  bars: [
    { of: 'ratio', atLeast: 0.5 },
    { of: 'figure', atLeast: 20_000 },
  ],
};
const RUN: BenchmarkRun = {
  rows: [ROW],
  about: { method: 'Three rounds,\n  in turn.', notIncluded: 'TLS.' },
  command: 'npm run bench:http',
  surroundings: SURROUNDINGS,
  tookSeconds: 71,
};

describe('docs/benchmarks.md', () => {
  const lines = (page: string) => page.split('\n');

  it('has bar, figure, what ran beside it, ratio and verdict of each row', () => {
    expect(lines(benchmarksPage({ http: RUN }, ['http']))).toContain(
      '| single orders over HTTP \\| on disk<br>`http.single.on-disk` | 20,800 orders per CPU second | bare Fastify: 61,900 | 0.336 ' +
        '| ratio at least 0.5<br>at least 20,000 orders per CPU second | **MISSED**<br>reached |',
    );
  });

  it('says how many bars are reached, and which are not', () => {
    const page = benchmarksPage({ http: RUN }, ['http']);
    expect(lines(page)).toContain('**1 of 2 bars are reached.** Missed: `http.single.on-disk`.');
  });

  it('has machine, versions, date, commit, method, and what is not included', () => {
    const page = benchmarksPage({ http: RUN }, ['http']);
    expect(lines(page)).toEqual(
      expect.arrayContaining([
        '- Machine: 2 x CPU, 24 GiB; linux x64',
        '- Versions: Node.js 20.20.2, Redis 7.0.15',
        '- Latest run: 2026-11-26T10:00Z, commit 84715ac',
        'Method: Three rounds, in turn.',
        '**Not included:** TLS.',
      ]),
    );
  });

  it('says that a benchmark failed, and shows what it had reported until then', () => {
    const failed = { ...RUN, failure: 'it was ended by SIGKILL' };
    const page = benchmarksPage({ http: failed, feed: { ...failed, rows: [] } }, ['http', 'feed']);
    expect(
      lines(page).filter((line) => line === '**The benchmark failed:** it was ended by SIGKILL.'),
    ).toHaveLength(2);
    expect(page).toContain('`http.single.on-disk`');
  });

  it('keeps the order of the list, and tells of an older run on another machine', () => {
    const older = { ...SURROUNDINGS, date: '2026-10-01T10:00Z', commit: 'abc1234', machine: '8 x other CPU' };
    const record = { feed: { ...RUN, surroundings: older, command: 'npm run bench:feed' }, http: RUN };
    const page = benchmarksPage(record, ['http', 'matcher', 'feed']);
    expect(lines(page).filter((line) => line.startsWith('## '))).toEqual(['## http', '## feed']);
    expect(lines(page)).toContain(
      '`npm run bench:feed`, 2026-10-01T10:00Z, commit abc1234, 71 s. On 8 x other CPU.',
    );
  });
});
