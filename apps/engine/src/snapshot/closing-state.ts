import { join } from 'node:path';
import { NODE_STORAGE, writeFully, type LogStorage } from '@backlay/transport';
import type { Exchange } from '../matching/exchange.js';
import { ReplayMismatchError, hexadecimal } from '../sequencer/replay-mismatch.js';

const FILE_NAME = 'closing-state.json';
const UNFINISHED_NAME = 'closing-state.json.writing';
/** Grows when the digest of a state is made in another way: one of an older version is not compared. */
const VERSION = 4;
const FILE_BYTES_MAX = 4096;

/** What the engine was when it was stopped in good order: a start that comes to the same sequence must be the same. */
export interface ClosingState {
  readonly sequence: number;
  readonly chain: number;
  readonly stateHash: string;
}

/** Writes the state of an engine that stops, durably, into the directory of its log. */
export async function writeClosingState(
  exchange: Exchange,
  directory: string,
  storage: LogStorage = NODE_STORAGE,
): Promise<void> {
  const { sequence, chain } = exchange;
  const state: ClosingState = { sequence, chain, stateHash: exchange.stateHash() };
  const unfinished = join(directory, UNFINISHED_NAME);
  const file = await storage.open(unfinished, 'create');
  try {
    await writeFully(file, Buffer.from(`${JSON.stringify({ version: VERSION, ...state })}\n`), 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await storage.rename(unfinished, join(directory, FILE_NAME));
  await storage.syncDirectory(directory);
}

/** The state at the last stop in good order; undefined when there was none, or none that can be read. */
export async function readClosingState(
  directory: string,
  storage: LogStorage = NODE_STORAGE,
): Promise<ClosingState | undefined> {
  const path = join(directory, FILE_NAME);
  if ((await storage.size(path)) === undefined) return undefined;
  const file = await storage.open(path, 'read');
  try {
    const bytes = Buffer.alloc(FILE_BYTES_MAX);
    const { bytesRead } = await file.read(bytes, 0, FILE_BYTES_MAX, 0);
    const state = JSON.parse(bytes.toString('utf8', 0, bytesRead)) as ClosingState & { version: number };
    return state.version === VERSION ? state : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/** @throws ReplayMismatchError when the exchange, at the sequence of the closing state, is another one than it was */
export function assertClosedLike(exchange: Exchange, closing: ClosingState): void {
  const { sequence, chain } = exchange;
  if (chain !== closing.chain) throw ReplayMismatchError.ofChain(sequence, closing.chain, chain);
  const stateHash = exchange.stateHash();
  if (stateHash !== closing.stateHash) {
    throw new ReplayMismatchError(
      sequence,
      `makes a state with the hash ${stateHash}, but the engine stopped there with ${closing.stateHash} (chain ${hexadecimal(chain)})`,
    );
  }
}
