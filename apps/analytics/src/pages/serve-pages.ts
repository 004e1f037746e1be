import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { PagesSettings } from './pages.settings.js';
import { proxyTo } from './proxy.js';

/**
 * What a page may do: run our own scripts, look as our own styles say, and talk to where it comes from. No other host,
 * nothing inline, no frame around it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // Asked for anew each time: it names the scripts, whose names say what is in them.
  'cache-control': 'no-cache',
};

/** The names of assets have a hash of what is in them: one name, one content, for ever. */
const ASSET_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'public, max-age=31536000, immutable',
};

const PUBLIC = { config: { access: 'PUBLIC' } } as const;

/** The pages at `/`, and the other apps under `/api`, for the pages. To be called before the app listens. */
export async function servePages(
  server: FastifyInstance,
  { folder, engineUrl, storageUrl }: PagesSettings,
): Promise<void> {
  await proxyTo(server, { name: 'engine', url: engineUrl });
  await proxyTo(server, { name: 'storage', url: storageUrl });
  if (!existsSync(join(folder, 'index.html'))) {
    new Logger('pages').warn(`there are no pages in ${folder}: \`npm run build\` makes them`);
    return;
  }
  await server.register(fastifyStatic, {
    root: folder,
    // Routes of our own, which say who may ask for them.
    serve: false,
    cacheControl: false,
    // On files only: a name that is not known yet must not be kept as unknown for ever.
    setHeaders: (reply, path) => {
      const isAsset = path.startsWith(join(folder, 'assets'));
      reply.headers(isAsset ? ASSET_HEADERS : PAGE_HEADERS);
    },
  });
  server.get('/', PUBLIC, (_, reply) => reply.sendFile('index.html'));
  server.get('/favicon.svg', PUBLIC, (_, reply) => reply.sendFile('favicon.svg'));
  server.get<{ Params: { readonly '*': string } }>('/assets/*', PUBLIC, ({ params }, reply) =>
    reply.sendFile(`assets/${params['*']}`),
  );
}
