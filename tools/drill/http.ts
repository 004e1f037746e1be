import { Agent, request, type IncomingMessage } from 'node:http';

/** What came back, byte for byte: repeats are compared with it. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface ConnectionOptions {
  readonly connections?: number;
  /** Signs the requests for which no other one is given. */
  readonly key?: string;
}

/** Kept-alive connections to one app. A request that gets no answer rejects, whatever the reason. */
export class HttpConnections {
  private readonly agent: Agent;
  private readonly key: string | undefined;

  /**
   * @param baseUrl `http://127.0.0.1:3000`
   * @param timeoutMs without an answer for so long, the connection is given up
   */
  constructor(
    private readonly baseUrl: string,
    private readonly timeoutMs: number,
    { connections = Infinity, key }: ConnectionOptions = {},
  ) {
    this.key = key;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  get(path: string): Promise<HttpAnswer> {
    return this.send('GET', path, { key: this.key });
  }

  post(path: string, body: string, key = this.key): Promise<HttpAnswer> {
    return this.send('POST', path, { body, key });
  }

  /** A GET that must succeed, parsed. The caller says what it is by checking it. */
  async getJson(path: string): Promise<unknown> {
    const { status, text } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${this.baseUrl}${path}: ${status} ${text.slice(0, 300)}`);
    const body: unknown = JSON.parse(text);
    return body;
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    { key, body }: { readonly key: string | undefined; readonly body?: string },
  ): Promise<HttpAnswer> {
    const headers = {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, agent: this.agent, signal: AbortSignal.timeout(this.timeoutMs) };
      const outgoing = request(new URL(path, this.baseUrl), options, (incoming) => {
        readText(incoming).then((text) => resolve({ status: incoming.statusCode ?? 0, text }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
