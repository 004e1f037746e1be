import { Agent, request, type IncomingMessage } from 'node:http';
import type { FetchAnswer, FetchLike } from '../rest/fetch-like.js';

/**
 * Requests under way at once to one server. The engine answers all that one commit to its disk has made true together: with 16 in
 * place of 64, whoever has enough to ask got through a third less.
 */
const CONNECTIONS_MAX = 64;

/** Connections that are kept, for whoever sends many requests. */
export interface KeptConnections {
  readonly fetch: FetchLike;
  /** Ends them. */
  close(): void;
}

/** A `fetch` for plain HTTP in Node by `node:http`; any number of clients may share it. */
export function keepConnections(connectionsMax: number = CONNECTIONS_MAX): KeptConnections {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const fetch: FetchLike = (url, { method, headers, body, timeoutMs }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = request(
        url,
        { method, agent, timeout: timeoutMs, headers: { ...headers, ...length } },
        (incoming) => resolve(answerOf(incoming)),
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { fetch, close: () => agent.destroy() };
}

function answerOf(incoming: IncomingMessage): FetchAnswer {
  const { statusCode = 0, headers } = incoming;
  return {
    status: statusCode,
    headers: { get: (name) => headers[name]?.toString() ?? null },
    text: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
