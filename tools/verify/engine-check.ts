import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { HttpClient } from '../exchange/http-client.js';
import { untilKnown, type RequestKeys } from '../exchange/request-keys.js';
import { PROJECT_ROOT } from '../exchange/running-exchange.js';
import { failed, same, type Check } from './check.js';

/** What `GET /v1/engine?stateHash=true` says, as far as it is compared. */
const engineState = z.object({
  phase: z.string(),
  reason: z.string().nullish(),
  shard: z.number(),
  epoch: z.number(),
  sequence: z.number(),
  durableSequence: z.number(),
  stateHash: z.string(),
  publisher: z.object({ backbone: z.string(), state: z.string(), publishedSequence: z.number().nullable() }),
});

export type EngineState = z.output<typeof engineState>;

/** What the engine's own entry prints: the state that the log alone makes. */
const replayedState = z.object({ sequence: z.number(), stateHash: z.string() });

const READY = new Set(['READY']);

/** Asks the engine; undefined, and a line that says why, when it does not answer. */
export async function readEngine(
  url: string,
  keys: RequestKeys,
): Promise<{ state: EngineState | undefined; checks: Check[] }> {
  const http = new HttpClient('engine', url, keys.operator);
  try {
    await untilKnown('engine', { url, path: '/v1/engine' }, keys);
    const { status, body } = await http.get('/v1/engine?stateHash=true');
    const parsed = engineState.safeParse(body);
    if (status !== 200 || !parsed.success) {
      return { state: undefined, checks: [failed('engine', 'answers', `${status} ${JSON.stringify(body)}`)] };
    }
    const { phase, reason } = parsed.data;
    const found = READY.has(phase) ? phase : `${phase}: ${reason}`;
    return { state: parsed.data, checks: [same('engine', 'phase', { expected: 'READY', found })] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: undefined, checks: [failed('engine', 'answers', reason)] };
  } finally {
    http.close();
  }
}

/**
 * Executes all commands of the log again, in a process of its own by the engine's code, up to the sequence at which the
 * engine told its hash: both are then of the same moment, whatever is going on.
 */
export async function checkState(
  { sequence, stateHash }: EngineState,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Check> {
  const what = `state at sequence ${sequence}, replayed from the log`;
  const { code, output, errors } = await runReplay(sequence, env);
  if (code !== 0) return failed('engine', what, errors.trim().split('\n').at(-1) ?? `exit code ${code}`);
  const replayed = replayedState.parse(JSON.parse(output));
  return same('engine', what, { expected: replayed.stateHash, found: stateHash });
}

async function runReplay(sequence: number, env: Readonly<Record<string, string | undefined>>) {
  const main = join(PROJECT_ROOT, 'dist', 'apps', 'engine', 'src', 'verify.js');
  const child = spawn(process.execPath, [main, '--sequence', String(sequence)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  await once(child, 'close');
  return { code: child.exitCode, output, errors };
}
