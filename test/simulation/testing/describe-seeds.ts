import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = resolve(process.cwd(), 'dist', 'test', 'simulation', 'main.js');
/** A run takes about a tenth of a second; this only bounds a machine that is busy with other things. */
const TIMEOUT_MS_PER_SEED = 3_000;

/**
 * Runs so many seeds, and shows those that fail with what happened last and how to repeat them. In a process of their own:
 * inside of Jest each run takes several times as long, and leaves megabytes behind.
 */
export function describeSeeds(from: number, count: number): void {
  const last = from + count - 1;
  it(
    `nothing is lost, nothing is there twice, everything comes back: seeds ${from} to ${last}`,
    async () => {
      const args = ['--enable-source-maps', PROGRAM, '--from', String(from), '--count', String(count)];
      const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, errors] = await Promise.all([text(program.stdout), text(program.stderr), exited(program)]);
      expect({
        ended: out.trimEnd().split('\n').at(-1),
        errors,
        failed: out.split('\n').slice(0, -2),
      }).toEqual({
        ended: expect.stringMatching(`^${count} seeds from ${from}: 0 failed`),
        errors: '',
        failed: [],
      });
    },
    count * TIMEOUT_MS_PER_SEED,
  );
}

async function exited(program: ReturnType<typeof spawn>): Promise<void> {
  if (program.exitCode === null) await once(program, 'close');
}
