import type { CommandRoute } from '../commands/command-route.js';
import type { CommandSender } from '../commands/command-sender.js';
import { asking } from './asking.js';
import type { FetchAnswer, FetchLike } from './fetch-like.js';
import { ProblemError } from './problem-error.js';
import { problemReader } from './problem-reader.js';
import { AnswerError, type Reader } from './reading.js';
import { retrying, UnansweredError, type RetrySettings } from './retry.js';

/** How long one attempt may take. */
const ATTEMPT_TIMEOUT_MS = 30_000;

export interface RestHttpOptions {
  /** For messages: `engine`. */
  readonly appName: string;
  /** `http://127.0.0.1:3000`, or a path on the page's own host: `/api/engine`. */
  readonly baseUrl: string;
  readonly key: string;
  readonly fetch: FetchLike;
  readonly retry: RetrySettings;
}

/** Requests to one app, signed and tried again where that is safe. */
export class RestHttp implements CommandSender {
  constructor(private readonly options: RestHttpOptions) {}

  /** @throws ProblemError, NoAnswerError, AnswerError */
  get<T>(path: string, reader: Reader<T>): Promise<T> {
    return this.#send('GET', { path, reader });
  }

  /**
   * Sends a command; every attempt is the same to the letter.
   * @param body with its `commandId`, or those of its parts
   * @throws ProblemError, NoAnswerError, AnswerError
   */
  post<T>({ path }: CommandRoute, body: object, reader: Reader<T>): Promise<T> {
    return this.#send('POST', { path, reader, body });
  }

  #send<T>(method: 'GET' | 'POST', { path, reader, body }: Request<T>): Promise<T> {
    const { appName, baseUrl, retry } = this.options;
    const said = body && JSON.stringify(body);
    return asking({ whom: `The ${appName} at ${baseUrl}`, what: `${method} ${path}`, body }, async () =>
      reader(parse(await retrying(() => this.#attempt(method, path, said), retry))),
    );
  }

  /** @returns the JSON of a good answer @throws ProblemError, UnansweredError */
  async #attempt(method: 'GET' | 'POST', path: string, body: string | undefined): Promise<string> {
    const { baseUrl, key, fetch } = this.options;
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    let answer: FetchAnswer;
    let said: string;
    try {
      answer = await fetch(`${baseUrl}${path}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
        timeoutMs: ATTEMPT_TIMEOUT_MS,
        get signal() {
          return AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
        },
      });
      said = await answer.text();
    } catch (error) {
      throw new UnansweredError(reasonOf(error), { cause: error });
    }
    if (answer.status >= 400) throw problemOf(answer, said);
    return said;
  }
}

interface Request<T> {
  readonly path: string;
  readonly reader: Reader<T>;
  readonly body?: object;
}

function problemOf({ status, headers }: FetchAnswer, said: string): ProblemError {
  const seconds = headers.get('retry-after');
  const retryAfterMs = seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
  try {
    return new ProblemError({ status, ...problemReader(parse(said)) }, retryAfterMs);
  } catch {
    // From something that stands in between.
    const problem = { status, code: `HTTP_${status}`, detail: said.slice(0, 200), fields: [] };
    return new ProblemError(problem, retryAfterMs);
  }
}

function parse(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    throw new AnswerError(`no JSON: ${said.slice(0, 100)}`);
  }
}

/** `fetch` of Node says only that it failed, and has the reason inside. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || String((cause as { code?: unknown }).code) : error.message;
}
