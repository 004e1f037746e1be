import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datedCommandId } from '../answers/command-id.js';
import { readConfig, type EngineConfig } from '../config.js';
import { createEngineApp, startEngine, type Engine } from '../engine.js';
import type { EngineSurroundings } from '../engine-config.module.js';

/** An answer as a spec looks at it. */
export interface SpecAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON. */
  readonly body: SpecBody;
  readonly text: string;
}

/** Whatever the API answers; specs know the fields they look at. */
export type SpecBody = Record<string, unknown> & {
  readonly code?: string;
  readonly detail?: string;
  readonly sequence?: number;
};

export interface SpecEngineOptions {
  readonly env?: Record<string, string>;
  readonly surroundings?: EngineSurroundings;
}

const SMALL_SEGMENT = String(2 * 1024 * 1024);

/** A real engine in this process, on a folder of its own and a free port, spoken to over real HTTP. */
export class SpecEngine {
  #engine: Engine | undefined;

  private constructor(
    readonly folder: string,
    readonly options: SpecEngineOptions,
  ) {}

  /** With a folder of its own, not started. */
  static create(options: SpecEngineOptions = {}): SpecEngine {
    return new SpecEngine(mkdtempSync(join(tmpdir(), 'backlay-engine-')), options);
  }

  static async start(options: SpecEngineOptions = {}): Promise<SpecEngine> {
    const spec = SpecEngine.create(options);
    try {
      await spec.startAgain();
      return spec;
    } catch (error) {
      await spec.end();
      throw error;
    }
  }

  get config(): EngineConfig {
    return readConfig({
      DATA_DIR: this.folder,
      ENGINE_PORT: '0',
      LOG_SEGMENT_BYTES: SMALL_SEGMENT,
      ...this.options.env,
    });
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the engine is stopped');
    return this.#engine;
  }

  /** Starts on what the folder has and waits until commands are taken. */
  async startAgain(surroundings = this.options.surroundings): Promise<void> {
    await this.listen(surroundings);
    await this.engine.ready;
  }

  /** Starts without waiting for the replay. */
  async listen(surroundings = this.options.surroundings): Promise<void> {
    const app = await createEngineApp(this.config, surroundings);
    this.#engine = await startEngine(app, this.config);
  }

  async stop(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.startAgain();
  }

  /** Stops it and deletes its folder. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(path: string): Promise<SpecAnswer> {
    return this.send('GET', path);
  }

  /** @param body an object becomes JSON; text is sent as it stands */
  post(path: string, body?: unknown): Promise<SpecAnswer> {
    return this.send('POST', path, body);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<SpecAnswer> {
    const hasBody = body !== undefined;
    const response = await fetch(`${this.engine.url}${path}`, {
      method,
      ...(hasBody && {
        headers: { 'content-type': contentType },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** A market with runners 1 and 2, open. */
  async openMarket(): Promise<number> {
    const runners = [
      { runnerId: 1, name: 'One' },
      { runnerId: 2, name: 'Two' },
    ];
    const { body } = await this.post('/v1/markets', { name: 'A market', runners });
    const marketId = Number(body['marketId']);
    await this.post(`/v1/markets/${marketId}/open`);
    return marketId;
  }

  /** Sequence and digest: what must not move when nothing changed. */
  async fingerprint(): Promise<{ sequence: number; stateHash: string }> {
    const { body } = await this.get('/v1/engine?stateHash=true');
    return { sequence: Number(body.sequence), stateHash: String(body['stateHash']) };
  }
}

/** When this process began to test: so that a name is the same commandId wherever it is written. */
const STARTED_MS = Date.now();

/** A commandId as a client makes it, sent for the first time a moment ago. */
export function commandIdOf(name: string, timeMs = STARTED_MS): string {
  return datedCommandId(timeMs, name);
}

/** An order as specs write it. */
export function order(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    accountId: 'alice',
    marketId: 1,
    runnerId: 1,
    side: 'LAY',
    price: '2.50',
    size: '10.00',
    ...fields,
  };
}

function parsed(text: string): SpecBody {
  try {
    return JSON.parse(text) as SpecBody;
  } catch {
    return {};
  }
}
