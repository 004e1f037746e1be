import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What redis-benchmark is to do. */
export interface EntriesToAdd {
  readonly url: string;
  /** Entries in all. */
  readonly entries: number;
  /** Bytes of the payload of each. */
  readonly bytes: number;
  /** Entries in flight on the one connection. */
  readonly pipeline: number;
}

const RATE = /:\s+([\d.]+) requests per second/;

/**
 * How many entries a second redis-benchmark adds to a stream of its own, over one connection.
 * @throws Error with what it printed when it does not say
 */
export async function entriesPerSecond({ url, entries, bytes, pipeline }: EntriesToAdd): Promise<number> {
  const { hostname, port } = new URL(url);
  const target = ['-h', hostname, '-p', port, '-c', '1', '-P', String(pipeline), '-n', String(entries)];
  // The last argument, which is the payload, comes from the standard input.
  const command = ['XADD', 'bench:floor', '*', 'f', '1', 'p'];
  const child = spawn('redis-benchmark', [...target, '-q', '-x', ...command], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end('x'.repeat(bytes));
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const rate = RATE.exec(printed)?.[1];
  if (rate === undefined) throw new Error(`redis-benchmark says no rate: ${printed}`);
  return Number(rate);
}
