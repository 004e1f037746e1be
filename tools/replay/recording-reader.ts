import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { errorMessage } from '../error-message.js';
import { RecordingError } from './recording-error.js';
import { parseMessage, type RecordedMessage } from './recorded-message.js';

/** A message and the line it stands on, counted from 1. */
export interface RecordedLine {
  readonly line: number;
  readonly message: RecordedMessage;
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const BZIP2 = Buffer.from('BZh');

/** No message seen comes near; a file without line ends must not fill the memory. */
const LINE_CHARACTERS_MAX = 64 * 1024 * 1024;

/**
 * Reads a recording line by line: plain, gzip or bzip2, told by its first bytes, whatever it is called.
 *
 * @throws RecordingError for a file that cannot be opened or unpacked, and for the first broken line
 */
export async function* readRecording(file: string): AsyncGenerator<RecordedLine> {
  let line = 0;
  try {
    for await (const text of lines(await unpacked(file))) {
      line += 1;
      if (text.trim() === '') continue;
      yield { line, message: parseLine(file, line, text) };
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const reason = errorMessage(error);
    const where = line === 0 ? '' : `, after line ${line}`;
    throw new RecordingError(`${basename(file)}${where}: cannot be read: ${reason}`, { cause: error });
  }
}

function parseLine(file: string, line: number, text: string): RecordedMessage {
  try {
    return parseMessage(text);
  } catch (error) {
    const reason = errorMessage(error);
    throw new RecordingError(`${basename(file)}, line ${line}: ${reason}`, { cause: error });
  }
}

async function unpacked(file: string): Promise<Readable> {
  const start = await firstBytes(file);
  const packed = createReadStream(file);
  if (start.subarray(0, GZIP.length).equals(GZIP)) return pipeline(packed, createGunzip(), ignore);
  // unbzip2 is a stream of the old kind, without async iteration; the PassThrough has it.
  if (start.equals(BZIP2)) return pipeline(packed, unbzip2(), new PassThrough(), ignore);
  return packed;
}

/** Errors reach the reader of the last stream; the callback is only what `pipeline` asks for. */
function ignore(): void {}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BZIP2.length), 0, BZIP2.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* lines(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
    if (rest.length > LINE_CHARACTERS_MAX)
      throw new Error(`a line is longer than ${LINE_CHARACTERS_MAX} characters`);
  }
  if (rest !== '') yield rest;
}
