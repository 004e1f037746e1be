import { Agent, request, type IncomingMessage } from 'node:http';

/** Requests under way at once; more only wait in the server's queue. */
const CONNECTIONS_MAX = 16;
const TIMEOUT_MS = 30_000;

/** An answer of the exchange: its status and its JSON body (undefined when it has none). */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A server that does not answer, or not as it should. The message is a sentence for the user. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

/** JSON over kept-alive connections to one app. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });

  /**
   * @param appName for messages: `engine`
   * @param baseUrl `http://127.0.0.1:3000`
   * @param key signs the requests for which no other one is given
   */
  constructor(
    private readonly appName: string,
    private readonly baseUrl: string,
    private readonly key: string,
  ) {}

  get(path: string): Promise<HttpAnswer> {
    return this.send('GET', path, { key: this.key });
  }

  post(path: string, body: object = {}, key = this.key): Promise<HttpAnswer> {
    return this.send('POST', path, { key, body: JSON.stringify(body) });
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    { key, body }: { readonly key: string; readonly body?: string },
  ): Promise<HttpAnswer> {
    const url = new URL(path, this.baseUrl);
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        const reason = error.message || ('code' in error ? String(error.code) : 'no reason given');
        reject(
          new ServerError(
            `The ${this.appName} at ${this.baseUrl} does not answer ${method} ${path}: ${reason}`,
            { cause: error },
          ),
        );
      };
      const outgoing = request(
        url,
        { method, headers, agent: this.agent, timeout: TIMEOUT_MS },
        (incoming) => {
          readBody(incoming).then(
            (text) => resolve({ status: incoming.statusCode ?? 0, body: parse(text) }),
            fail,
          );
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
