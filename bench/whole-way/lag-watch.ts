import pg from 'pg';
import { HttpClient } from '../../tools/exchange/http-client.js';
import type { WholeExchange } from './exchange.js';

/** How often everybody is asked how far they are. */
const INTERVAL_MS = 50;
/** The rate of the consumers is that of the last so many looks. */
const LOOKS_PER_RATE = 40;

const CHECKPOINTS = `
  SELECT (SELECT max(sequence) FROM storage.checkpoints) AS storage,
         (SELECT max(sequence) FROM analytics.checkpoints) AS analytics`;

/** How far everybody was at a moment. */
interface Look {
  readonly atMs: number;
  /** On the engine's disk. */
  readonly durable: number;
  /** In PostgreSQL, in the tables of both consumers. */
  readonly applied: number;
}

/**
 * Looks at the engine's last sequence on the disk and at the checkpoints in PostgreSQL, and says by how much time the slower
 * consumer is behind: how long ago the engine had what the consumer has now.
 */
export class LagWatch {
  readonly #looks: Look[] = [];
  readonly #lags: number[] = [];
  readonly #stop = new AbortController();
  readonly #http: HttpClient;
  readonly #client: pg.Client;
  #running: Promise<void> | undefined;
  #isCounting = false;

  constructor({ running, keys }: WholeExchange) {
    this.#http = new HttpClient('engine', running.engineUrl, keys.operator);
    this.#client = new pg.Client({ connectionString: running.databaseUrl });
  }

  async start(): Promise<void> {
    await this.#client.connect();
    this.#running = this.#run();
  }

  /** From here on lags are kept. */
  count(): void {
    this.#isCounting = true;
  }

  /** Ends the keeping of lags. @returns those that were kept, in ms, in order of their size */
  counted(): readonly number[] {
    this.#isCounting = false;
    return this.#lags.toSorted((a, b) => a - b);
  }

  /** Of the slower consumer at the last look, in ms. */
  get lagMs(): number {
    const last = this.#looks.at(-1);
    if (last === undefined || last.applied >= last.durable) return 0;
    const same = this.#looks.findLast(({ durable }) => durable <= last.applied);
    return same === undefined ? 0 : last.atMs - same.atMs;
  }

  /** Commands a second that the slower consumer has applied lately. */
  get appliedPerSecond(): number {
    const last = this.#looks.at(-1);
    const first = this.#looks.at(-LOOKS_PER_RATE) ?? this.#looks[0];
    if (last === undefined || first === undefined || first === last) return 0;
    return ((last.applied - first.applied) * 1000) / (last.atMs - first.atMs);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#client.end();
    this.#http.close();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const atMs = performance.now();
      const { body } = await this.#http.get('/v1/engine');
      const { rows } = await this.#client.query<{ storage: string | null; analytics: string | null }>({
        name: 'checkpoints',
        text: CHECKPOINTS,
      });
      const durable = (body as { durableSequence: number }).durableSequence;
      const applied = Math.min(Number(rows[0]?.storage ?? 0), Number(rows[0]?.analytics ?? 0));
      this.#looks.push({ atMs, durable, applied });
      if (this.#isCounting) this.#lags.push(this.lagMs);
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  }
}
