import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ReplayExchange } from './testing/replay-exchange.js';

/** Real recordings are not part of the project; where they are at hand (RECORDINGS_DIR), they are used. */
const FOLDER = process.env['RECORDINGS_DIR'] ?? join(process.cwd(), '..', 'shared', 'data', 'recordings');

/** The two small ones that run to their settlement: three removals and three winners; the turn in-play. */
const PLACE_MARKET = '1.205822330.bz2';
const IN_PLAY_MARKET = '1.180305278.bz2';

const TIMEOUT_MS = 240_000;

const arePresent = [PLACE_MARKET, IN_PLAY_MARKET].every((file) => existsSync(join(FOLDER, file)));
if (!arePresent) console.log(`No recordings in ${FOLDER}: the specs that replay whole ones are skipped.`);

(arePresent ? describe : describe.skip)('replaying a whole recording', () => {
  let exchange: ReplayExchange;

  beforeAll(async () => {
    exchange = await ReplayExchange.start();
  }, TIMEOUT_MS);

  afterAll(() => exchange.stop(), TIMEOUT_MS);

  async function replayed(file: string): Promise<string> {
    const { code, output } = await exchange.replay(join(FOLDER, file));
    expect(output).toMatch(/refused +0$/m);
    expect(output).toContain('Every ladder compared was equal.');
    expect(output).toContain('Storage and analytics agree with the engine: trades and volumes.');
    expect(output).toMatch(/market \d+ \(1\.\d+\) is settled$/m);
    expect(output).toContain('still reserved 0.00');
    expect(output).toContain('Money is conserved in GBP, and the ledger has the balances of the engine.');
    expect(code).toBe(0);
    return output;
  }

  it(
    'takes the LAYs out at every removal as the recording shows, and settles three winners',
    async () => {
      const output = await replayed(PLACE_MARKET);
      const removals = output.match(/the removal alone left (\d+) of \1 levels as recorded/g);
      expect(removals).toHaveLength(3);
    },
    TIMEOUT_MS,
  );

  it(
    'keeps at the turn in-play what the recording keeps',
    async () => {
      const output = await replayed(IN_PLAY_MARKET);
      expect(output).toMatch(/in-play from line 1247 on, .* the turn alone left 42 of 42 levels as recorded/);
    },
    TIMEOUT_MS,
  );
});
