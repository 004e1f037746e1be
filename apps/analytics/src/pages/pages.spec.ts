import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@backlay/service';
import { jest } from '@jest/globals';
import { RunningConsumer } from '../../../../libs/consumer/src/testing/running-consumer.js';
import { startApp } from '../app.js';
import { readPagesSettings } from './pages.settings.js';

// A real PostgreSQL starts before the first test, which takes a while on a busy machine.
jest.setTimeout(60_000);

/** More than analytics itself takes as a body. */
const LARGE = JSON.stringify({ text: 'x'.repeat(100_000) });

/** Says what it was asked, as the app behind the proxy. */
class EchoServer {
  readonly #server: Server = createServer((request, response) => {
    void readText(request).then((body) => {
      const { method, url, headers } = request;
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '7' });
      response.end(JSON.stringify({ method, url, headers, body }));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('the pages and what they ask through analytics', () => {
  const echo = new EchoServer();
  const folder = mkdtempSync(join(tmpdir(), 'backlay-pages-spec-'));
  let analytics: RunningConsumer;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>pages</title>');
    writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets', 'index-0123abcd.js'), 'void 0;');
    const engineUrl = await echo.start();
    // Nobody listens on the port of a server that has stopped.
    const gone = new EchoServer();
    const storageUrl = await gone.start();
    await gone.stop();
    analytics = await RunningConsumer.create((settings) =>
      startApp(settings, { folder, engineUrl, storageUrl }),
    );
    url = await analytics.url();
  });

  afterAll(async () => {
    await analytics?.destroy();
    await echo.stop();
    rmSync(folder, { recursive: true });
  });

  it('come with a policy that lets them reach no other host, and are asked for anew each time', async () => {
    const answer = await fetch(`${url}/`);
    expect(await answer.text()).toContain('<title>pages</title>');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('name their scripts by content, so that a browser may keep them', async () => {
    const answer = await fetch(`${url}/assets/index-0123abcd.js`);
    expect(await answer.text()).toBe('void 0;');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('may be asked for again when a script was not there yet', async () => {
    const answer = await fetch(`${url}/assets/index-9999.js`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'ROUTE_UNKNOWN' });
  });

  it.each([
    ['/assets/..%2f..%2fpackage.json', 403],
    ['/assets/', 404],
    ['/index.html', 404],
    ['/api/engine/docs', 404],
    ['/api/engine/v1/..%2fdocs', 400],
    ['/api/analytics/v1/position', 404],
  ])('%s is answered with %i', async (path, expected) => {
    expect((await rawGet(url, path)).status).toBe(expected);
  });

  it('reach the engine with headers and bodies untouched, and get its answer as it is', async () => {
    const answer = await fetch(`${url}/api/engine/v1/orders?x=%2F1`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer blk_some_key',
        'content-type': 'application/json',
        origin: 'http://elsewhere',
      },
      body: LARGE,
    });
    const { method, url: asked, headers, body } = (await answer.json()) as Echo;
    expect({ method, asked }).toEqual({ method: 'POST', asked: '/v1/orders?x=%2F1' });
    expect(body).toBe(LARGE);
    expect(headers).toMatchObject({
      authorization: 'Bearer blk_some_key',
      'content-type': 'application/json',
      // By these two an app sees that a page of another site asks.
      origin: 'http://elsewhere',
      host: new URL(url).host,
    });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it.each(['/health/ready', '/metrics', '/v1/markets/1'])('reach %s of the engine', async (path) => {
    const answer = await fetch(`${url}/api/engine${path}`);
    expect(((await answer.json()) as Echo).url).toBe(path);
  });

  it('are told when an app does not answer', async () => {
    const answer = await fetch(`${url}/api/storage/v1/orders`);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status: 502, code: 'STORAGE_UNREACHABLE' });
  });
});

describe('the settings of the pages', () => {
  it('are the addresses of the other apps', () => {
    const given = { ENGINE_URL: 'http://engine:4000', STORAGE_URL: '', STORAGE_PORT: '4001' };
    expect(readPagesSettings('/pages', given)).toEqual({
      folder: '/pages',
      engineUrl: 'http://engine:4000',
      storageUrl: 'http://127.0.0.1:4001',
    });
  });

  it.each(['engine:3000', 'http://engine/v1', 'http://me:secret@engine', 'ftp://engine'])(
    'refuse the address %s',
    (address) => {
      expect(() => readPagesSettings('/pages', { ENGINE_URL: address })).toThrow(ConfigError);
    },
  );
});

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** With the path as it is: `fetch` would resolve its dots. */
async function rawGet(base: string, path: string): Promise<{ readonly status: number }> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return { status: Number(text.split(' ')[1]) };
}
