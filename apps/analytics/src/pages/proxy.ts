import httpProxy from '@fastify/http-proxy';
import { toProblem } from '@backlay/service';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The other app has this long to begin its answer. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Connections to the other app. */
const CONNECTIONS_MAX = 64;
/** What of the other app can be reached; its documentation stays at its own address. */
const OPEN_PATHS = ['/v1', '/health', '/metrics'];

/** Another app of the exchange, as the pages reach it. */
export interface ProxiedApp {
  readonly name: 'engine' | 'storage';
  readonly url: string;
}

/**
 * Hands requests under `/api/<name>` on to another app, so that the pages have one origin only. Headers and bodies pass
 * untouched, the key among them: who may ask for what is decided there. `Host` passes, too, so that the other app sees
 * whether a page of another site asks.
 */
export async function proxyTo(server: FastifyInstance, { name, url }: ProxiedApp): Promise<void> {
  for (const path of OPEN_PATHS) {
    await server.register(httpProxy, {
      upstream: url,
      prefix: `/api/${name}${path}`,
      rewritePrefix: path,
      config: { access: 'PUBLIC' },
      undici: { connections: CONNECTIONS_MAX, headersTimeout: ANSWER_TIMEOUT_MS },
      replyOptions: {
        rewriteRequestHeaders: ({ headers: { host } }, headers) => ({ ...headers, host }),
        onError: (reply) => answerUnreachable(reply as FastifyReply, name),
      },
    });
  }
}

function answerUnreachable(reply: FastifyReply, name: string): void {
  const code = `${name.toUpperCase()}_UNREACHABLE`;
  const detail = `The ${name} does not answer; whether it has carried the request out is unknown. Ask again in a moment.`;
  void reply
    .code(502)
    .header('content-type', 'application/problem+json')
    .send(toProblem({ status: 502, code, detail }));
}
