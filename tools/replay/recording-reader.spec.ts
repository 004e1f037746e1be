import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RecordingError } from './recording-error.js';
import { surveyRecording } from './recorded-life.js';
import { readRecording, type RecordedLine } from './recording-reader.js';

/** Two lines, packed by the bzip2 program: `{"op":"mcm","pt":1,"mc":[]}` and the same with `"pt":2`. */
const BZIP2_BASE64 =
  'QlpoOTFBWSZTWfDaE+sAABpbgAAQEAQwEAAKCALECiAAIKqahoNk1CmAALaU2p40twmZZQxCmj10xaEtrfi7kinChIeG0J9Y';

const TWO_LINES = '{"op":"mcm","pt":1,"mc":[]}\n{"op":"mcm","pt":2,"mc":[]}\n';

describe('a recording', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backlay-recording-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function file(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  async function read(path: string): Promise<RecordedLine[]> {
    const read: RecordedLine[] = [];
    for await (const line of readRecording(path)) read.push(line);
    return read;
  }

  it.each([
    ['plain', 'plain.json', TWO_LINES],
    ['plain, without a line end at the end', 'no-end.json', TWO_LINES.trimEnd()],
    [
      'plain, with empty lines and Windows line ends',
      'windows.json',
      `\r\n${TWO_LINES.replaceAll('\n', '\r\n')}`,
    ],
    ['gzip', 'packed.gz', gzipSync(TWO_LINES)],
    ['gzip under another name', 'packed', gzipSync(TWO_LINES)],
    ['bzip2', 'packed.bz2', Buffer.from(BZIP2_BASE64, 'base64')],
  ])('is read when it is %s', async (_, name, content) => {
    const path = await file(name, content);
    expect((await read(path)).map(({ message }) => message.pt)).toEqual([1, 2]);
    expect((await surveyRecording(path)).messages).toBe(2);
  });

  it('merges nothing and leaves out what the replay does not use', async () => {
    const path = await file(
      'one.json',
      '{"op":"mcm","clk":"x","pt":5,"mc":[{"id":"1.2","con":true,"rc":[{"id":7,"atb":[[2.5,10]],"ltp":2.5},{"id":7,"trd":[[2.5,4]]}]}]}\n',
    );
    expect(await read(path)).toEqual([
      {
        line: 1,
        message: {
          op: 'mcm',
          pt: 5,
          mc: [
            {
              id: '1.2',
              rc: [
                { id: 7, atb: [[2.5, 10]] },
                { id: 7, trd: [[2.5, 4]] },
              ],
            },
          ],
        },
      },
    ]);
  });

  it.each([
    ['text that is no JSON', 'hello', /^broken\.json, line 3: not JSON: /],
    ['half a line', '{"op":"mcm","pt":3,"mc":[{"id":"1.', /^broken\.json, line 3: not JSON: /],
    ['JSON that is no message', '{"op":"mcm"}', /^broken\.json, line 3: not a market message: pt: /],
    [
      'a level without a size',
      '{"op":"mcm","pt":3,"mc":[{"id":"1.2","rc":[{"id":7,"atb":[[2.5]]}]}]}',
      /line 3: not a market message: mc\.0\.rc\.0\.atb\.0/,
    ],
    [
      'a negative size',
      '{"op":"mcm","pt":3,"mc":[{"id":"1.2","rc":[{"id":7,"atl":[[2.5,-1]]}]}]}',
      /line 3: not a market message: mc\.0\.rc\.0\.atl\.0\.1/,
    ],
  ])('with %s is refused with the number of the line', async (_, broken, message) => {
    const path = await file('broken.json', `${TWO_LINES}${broken}\n`);
    await expect(surveyRecording(path)).rejects.toThrow(RecordingError);
    await expect(surveyRecording(path)).rejects.toThrow(message);
  });

  it.each([
    ['gz', gzipSync(TWO_LINES).subarray(0, 30)],
    ['bz2', Buffer.from(BZIP2_BASE64, 'base64').subarray(0, 40)],
  ])('that was cut off (.%s) is refused by name', async (ending, content) => {
    const path = await file(`cut.${ending}`, content);
    await expect(surveyRecording(path)).rejects.toThrow(new RegExp(`^cut\\.${ending}.*cannot be read: `));
  });

  it('that is not there is refused by name', async () => {
    await expect(surveyRecording(join(folder, 'absent.bz2'))).rejects.toThrow(
      /^absent\.bz2: cannot be read: ENOENT/,
    );
  });
});
