import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { WHOLE_LIFE_RECORDING } from '../../tools/replay/testing/whole-life-recording.js';
import { wanderingRecording } from '../../tools/replay/testing/wandering-recording.js';
import { describeWithBrowser, startBrowser } from '../support/browser.js';
import { SpecExchange } from '../support/exchange.js';
import { SpecDesk } from './spec-market.js';
import { WatchedReplay, type Watched } from './watched-replay.js';

/** Real recordings are not part of the project; where they are at hand (RECORDINGS_DIR), one is used. */
const FOLDER = process.env['RECORDINGS_DIR'] ?? join(process.cwd(), '..', 'shared', 'data', 'recordings');
/** 7,600 messages of 29 minutes, 14 runners and the turn in-play. */
const RECORDED = join(FOLDER, '1.185781277.bz2');

/** What is random in here follows from it. */
const SEED = 1_185_781;
const MOMENTS = 10;
const SPEED = 20;
/** Times of the whole life after which its market is open: 1 s, 2 s, 3.2 s, 4 s, 5.1 s and 6 to 9 s. */
const OPEN_TIMES = 9;

jest.setTimeout(600_000);

const isPresent = existsSync(RECORDED);
if (!isPresent) console.log(`No ${RECORDED}: the spec that shows a recorded market is skipped.`);

describeWithBrowser('the grid while a recording is replayed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backlay-recorded-'));
  let exchange: SpecExchange;
  let browser: Browser;

  beforeAll(async () => {
    exchange = await SpecExchange.start();
    await new SpecDesk(exchange).fund();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function written(name: string, lines: readonly object[]): string {
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  }

  const watch = (file: string, moments: number): Promise<Watched> =>
    new WatchedReplay(exchange, browser).run({ file, moments, speed: SPEED, seed: SEED });

  /** Everything as recorded, in the engine and on the page, and no error on the way. */
  function expectAsRecorded({ comparisons, inequalities, faults }: Watched): void {
    for (const { line, shown, recorded } of comparisons)
      expect({ line, runners: shown }).toEqual({ line, runners: recorded });
    expect({ inequalities, faults }).toEqual({ inequalities: 0, faults: [] });
  }

  it('equals a market of wandering prices at ten random moments', async () => {
    const watched = await watch(written('wandering.json', wanderingRecording(SEED, 400)), MOMENTS);
    expect(watched.comparisons).toHaveLength(MOMENTS);
    expectAsRecorded(watched);
    // The market was traded in: an empty grid would equal an empty recording.
    expect(watched.comparisons.at(-1)?.shown.map(({ lastPrice }) => lastPrice)).not.toContain('–');
  });

  it('equals a whole life with a removal, an incident and the turn in-play whenever the market is open', async () => {
    const watched = await watch(written('whole.json', WHOLE_LIFE_RECORDING), Number.POSITIVE_INFINITY);
    expect(watched.comparisons).toHaveLength(OPEN_TIMES);
    expectAsRecorded(watched);
  });

  (isPresent ? it : it.skip)('equals market 1.185781277 at speed 20 at ten random moments', async () => {
    const watched = await watch(RECORDED, MOMENTS);
    expect(watched.comparisons).toHaveLength(MOMENTS);
    expectAsRecorded(watched);
  });
});
