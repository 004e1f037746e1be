import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_LAYS_RECORDING } from './testing/kept-lays-recording.js';
import { ReplayExchange } from './testing/replay-exchange.js';
import { TINY_RECORDING } from './testing/tiny-recording.js';
import { WHOLE_LIFE_RECORDING } from './testing/whole-life-recording.js';

const START_TIMEOUT_MS = 60_000;

/** The command as a user runs it, against the three apps as they run in production. */
describe('npm run replay', () => {
  let exchange: ReplayExchange;

  beforeAll(async () => {
    exchange = await ReplayExchange.start();
  }, START_TIMEOUT_MS);

  afterAll(() => exchange.stop(), START_TIMEOUT_MS);

  const replay = (...args: string[]) => exchange.replay(...args);
  const markets = () => exchange.read('/v1/markets');

  function recording(name: string, lines: readonly object[]): string {
    const path = join(exchange.folder, name);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  }

  it('follows a market through trades, a suspension, a removed runner and the close, and finds everything equal', async () => {
    const { code, output } = await replay(recording('tiny.json', TINY_RECORDING));
    expect(output).toContain('tiny.json: 9 messages');
    expect(output).toMatch(/refused +0$/m);
    expect(output).toMatch(/trades +2$/m);
    expect(output).toMatch(
      /Home +6 of 6 +2 +10\.00 +10\.00 +2 of 2 prices within 1 %, 0\.0 % of the volume differs/,
    );
    expect(output).toMatch(/Away +2 of 2 +0 +0\.00 +0\.00 +nothing traded/);
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Storage and analytics agree with the engine: trades and volumes.');
    expect(output).toContain('is closed and not settled: the recording has no result for runner 11');
    expect(code).toBe(0);
  });

  const whole = (): string => recording('whole.json', WHOLE_LIFE_RECORDING);

  it('follows the money through a removal, an incident, the turn in-play and the settlement', async () => {
    const { code, output } = await replay(whole());
    expect(output).toMatch(/refused +0$/m);
    expect(output).toMatch(
      /lapsed +5 by removals, 2 at the turn in-play, 6 by suspensions, 3 at the close$/m,
    );
    expect(output).toContain(
      'removed at line 5: Ember, 20.00 %; 5 orders lapsed, 0 offer a reduced price; the removal alone left 5 of 5 levels as recorded',
    );
    expect(output).toContain(
      'in-play from line 12 on, with no bet delay (1000 ms were recorded); the turn alone left 4 of 4 levels as recorded',
    );
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Storage and analytics agree with the engine: trades and volumes.');
    expect(output).toMatch(/market \d+ \(1\.2\) is settled$/m);
    // 4.00 at a reduced 2.00 and 3.00 at 2.20 won 7.60, of which 5 % are commission; the rest is the layers' loss.
    expect(output).toMatch(
      /money +accounts -0\.38, commission 0\.38, rounding 0\.00; still reserved 0\.00$/m,
    );
    expect(output).toContain('Money is conserved in GBP, and the ledger has the balances of the engine.');
    expect(code).toBe(0);
  });

  it('moves LAYs that outlived the turn in-play to a reduced price when a runner is removed', async () => {
    const { code, output } = await replay(recording('kept.json', KEPT_LAYS_RECORDING));
    expect(output).toContain('the turn alone left 4 of 4 levels as recorded');
    expect(output).toContain(
      'Runner 33, 10.00 %; 1 orders lapsed, 2 offer a reduced price; the removal alone left 5 of 5 levels as recorded',
    );
    expect(output).toMatch(/trades +1$/m);
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Money is conserved in GBP, and the ledger has the balances of the engine.');
    expect(code).toBe(0);
  });

  it('waits in-play as long as the recorded market did, when asked to', async () => {
    const { code, output } = await replay(whole(), '--bet-delay', 'recorded');
    expect(output).toContain(
      'with a bet delay of 1000 ms (1000 ms were recorded), for which 2 orders waited',
    );
    expect(output).toMatch(/^whole\.json: \d+ messages in ([2-9]|\d\d)\.\d s$/m);
    expect(output).toMatch(/refused +0$/m);
    expect(output).toMatch(/trades +3$/m);
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Storage and analytics agree with the engine: trades and volumes.');
    expect(output).toContain('Money is conserved in GBP, and the ledger has the balances of the engine.');
    expect(code).toBe(0);
  });

  it('ends with exit code 1 and the first difference when a ladder cannot be made equal', async () => {
    const [first, ...rest] = TINY_RECORDING;
    // 2.01 is not on the CLASSIC ladder: the engine must refuse it, and the ladders differ from then on.
    const offLadder = { op: 'mcm', pt: 1500, mc: [{ id: '1.1', rc: [{ id: 11, atb: [[2.01, 5]] }] }] };
    const { code, output } = await replay(recording('off-ladder.json', [first ?? {}, offLadder, ...rest]));
    expect(output).toMatch(/refused +\d+: \d+ PRICE_OFF_LADDER/);
    expect(output).toContain(
      'first inequality after line 2: the engine has 0.00 available to back at 2.01, recorded 5.00',
    );
    expect(output).toMatch(/\d+ ladders were NOT EQUAL to the recorded ones\./);
    expect(code).toBe(1);
  });

  it('sends nothing when a line of any file is broken, and names it', async () => {
    const good = recording('good.json', TINY_RECORDING);
    const broken = join(exchange.folder, 'broken.json');
    writeFileSync(broken, `${JSON.stringify(TINY_RECORDING[0])}\n{"op":"mcm","pt":\n`);
    const marketsBefore = await markets();
    const { code, output } = await replay(good, broken);
    expect(output).toMatch(/^broken\.json, line 2: not JSON: /m);
    expect(code).toBe(1);
    expect(await markets()).toEqual(marketsBefore);
  });

  it.each([
    [[], 'Say which recording to replay'],
    [['nowhere.bz2'], 'nowhere.bz2: cannot be read: ENOENT'],
    [['x', '--speed', 'fast'], '--speed is "fast", but must be a number above 0'],
    [
      ['x', '--bet-delay', 'long'],
      '--bet-delay is "long", but must be none, recorded or a whole number of ms',
    ],
    [['x', '--nonsense'], "Unknown option '--nonsense'"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, output } = await replay(...args);
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
