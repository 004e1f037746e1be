import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '@backlay/service';
import { SpecKeys } from '../../../../libs/service/src/testing/spec-keys.js';
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

/** Who signs the requests of a spec: an account's trader, `OPERATOR`, `VIEWER`, or nobody. */
export type Signer = string | typeof OPERATOR | typeof VIEWER | undefined;
export const OPERATOR = Symbol('operator');
export const VIEWER = Symbol('viewer');

/** The account that specs mean when they name none. */
const ACCOUNT = 'alice';

/** Sends requests under one name, bodies as they stand. */
export interface SpecClient {
  get(path: string): Promise<SpecAnswer>;
  post(path: string, body?: unknown): Promise<SpecAnswer>;
}

/** What `send` may be told besides body and path. */
export interface SendOptions {
  readonly contentType?: string;
  readonly signer?: Signer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A real engine in this process, on a folder of its own and a free port, spoken to over real HTTP.
 *
 * Requests are signed: `as(account)` says by whom. `get` and `post` choose by themselves: orders are the trader's whose
 * `accountId` stands among the fields (it is taken out, bodies have none), everything else is the operator's.
 */
export class SpecEngine {
  readonly keys: SpecKeys;
  #engine: Engine | undefined;

  private constructor(
    readonly folder: string,
    readonly options: SpecEngineOptions,
  ) {
    this.keys = new SpecKeys(join(folder, 'api-keys.json'));
    const signers: readonly Signer[] = [OPERATOR, VIEWER, ACCOUNT, 'bob'];
    for (const signer of signers) this.#keyOf(signer);
  }

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
      API_KEYS_FILE: this.keys.file,
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

  /** Signs as the trader of an account, the operator, the viewer, or not at all. */
  as(signer: Signer): SpecClient {
    return {
      get: (path) => this.send('GET', path, undefined, { signer }),
      post: (path, body) => this.send('POST', path, body, { signer }),
    };
  }

  get(path: string): Promise<SpecAnswer> {
    return this.as(OPERATOR).get(path);
  }

  /** @param body an object becomes JSON; text is sent as it stands */
  post(path: string, body?: unknown): Promise<SpecAnswer> {
    if (!/^\/v1\/(orders|account)(\/|$)/.test(path)) return this.as(OPERATOR).post(path, body);
    const { accountId, fields } = withoutAccount(body);
    return this.as(accountId ?? ACCOUNT).post(path, fields);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    { contentType = 'application/json', signer, headers }: SendOptions = {},
  ): Promise<SpecAnswer> {
    const hasBody = body !== undefined;
    const key = await this.keyFor(signer);
    const response = await fetch(`${this.engine.url}${path}`, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(hasBody && { 'content-type': contentType }),
        ...headers,
      },
      ...(hasBody && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  /** The key of a signer, which counts when this resolves. */
  async keyFor(signer: Signer): Promise<string | undefined> {
    const isNew = typeof signer === 'string' && this.keys.isNew(signer);
    const key = this.#keyOf(signer);
    if (isNew) await this.engine.app.get(KeyRing).look();
    return key;
  }

  #keyOf(signer: Signer): string | undefined {
    if (signer === undefined) return undefined;
    if (signer === OPERATOR) return this.keys.operator;
    return signer === VIEWER ? this.keys.viewer : this.keys.trader(signer);
  }

  /** A market with runners 1 and 2, open. */
  async openMarket(): Promise<number> {
    const runners = [
      { runnerId: 1, name: 'One' },
      { runnerId: 2, name: 'Two' },
    ];
    const { body } = await this.post('/v1/markets', { name: 'A market', runners, currency: 'XXX' });
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

/** A body as it is sent, and the account whose key has to sign it. */
export interface SignedBody {
  readonly accountId: string | undefined;
  readonly fields: unknown;
}

/** Takes the account out of the fields of an order, or out of those of a batch, where all must have the same. */
export function withoutAccount(body: unknown): SignedBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { accountId: undefined, fields: body };
  }
  const { accountId, ...fields } = body as Record<string, unknown>;
  if (typeof accountId === 'string') return { accountId, fields };
  const accountIds = new Set<string>();
  const lists = Object.entries(fields).map(([name, list]): [string, unknown] => {
    if (!Array.isArray(list)) return [name, list];
    const items = list.map((item: unknown) => {
      const inner = withoutAccount(item);
      if (inner.accountId !== undefined) accountIds.add(inner.accountId);
      return inner.fields;
    });
    return [name, items];
  });
  if (accountIds.size > 1) throw new Error('the orders of a batch are of one account');
  const [common] = accountIds;
  return { accountId: common, fields: Object.fromEntries(lists) };
}

function parsed(text: string): SpecBody {
  try {
    return JSON.parse(text) as SpecBody;
  } catch {
    return {};
  }
}
