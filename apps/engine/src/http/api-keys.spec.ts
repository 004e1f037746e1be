import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { KeyRing, parseKey, type ExampleRequest } from '@backlay/service';
import { order, SpecEngine } from '../testing/spec-engine.js';

const { accountId: _, ...PLACE } = order();

describe('a key at work', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterAll(() => engine.end());

  it('is refused with 429 and Retry-After beyond what it may, bad requests counted', async () => {
    const key = engine.keys.of({ role: 'trader', accountId: 'greedy', requestsPerSecond: 1 });
    await engine.engine.app.get(KeyRing).look();
    const ask = (body: unknown) =>
      engine.send('POST', '/v1/orders', body, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask('nonsense')).status).toBe(400);
    expect((await ask({})).status).toBe(400);
    const before = await engine.fingerprint();
    const refused = await ask(PLACE);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.body.detail).toContain('1 requests a second, and 2 at once');
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('is refused before its body is read', async () => {
    const answer = await engine.send('POST', '/v1/orders', `{"x":"${'x'.repeat(200_000)}`, {});
    expect(answer).toMatchObject({ status: 401, body: { code: 'KEY_MISSING' } });
  });

  it('is nowhere to be found: not in the log, an error, the metrics or the documents', async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) => {
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array) => {
        written.push(String(chunk));
        return true;
      };
      return () => (stream.write = write);
    });
    const keys = [
      engine.keys.operator,
      engine.keys.trader('alice'),
      `blk_0123456789abcdef_${'B'.repeat(43)}`,
    ];
    try {
      const paths = [
        '/v1/orders/1',
        '/v1/nowhere',
        '/metrics',
        '/docs',
        '/docs-json',
        '/docs/swagger-ui-init.js',
      ];
      for (const key of keys) {
        for (const path of [...paths, '/problems', '/health/ready', '/v1/engine']) {
          for (const method of ['GET', 'POST']) {
            const headers = { authorization: `Bearer ${key}` };
            written.push((await engine.send(method, path, undefined, { headers })).text);
          }
        }
      }
      await engine.restart();
    } finally {
      for (const restore of spies) restore();
    }
    const text = written.join('\n');
    expect(text.length).toBeGreaterThan(10_000);
    for (const key of keys) expect(text.includes(parseKey(key)?.secret ?? key)).toBe(false);
  });
});

describe('the documentation page', () => {
  const SCRIPT = '/docs/swagger-ui-init.js';

  it('knows no key when this is no demo', async () => {
    const environments: Record<string, string>[] = [{}, { NODE_ENV: 'production' }];
    for (const env of environments) {
      const engine = SpecEngine.create({ env });
      try {
        if ('NODE_ENV' in env) writeDemoKeys(engine);
        await engine.startAgain();
        const page = (await engine.get('/docs')).text + (await engine.get(SCRIPT)).text;
        expect(page).not.toContain('blk_0');
        expect(page).not.toContain('signExample');
        expect(page).toContain('persistAuthorization');
      } finally {
        await engine.end();
      }
    }
  });

  it('of a demo signs what it sends for whom the example speaks of, unless somebody has signed in', async () => {
    const engine = SpecEngine.create();
    try {
      writeDemoKeys(engine);
      await engine.startAgain();
      const [, script = ''] = /<script>(globalThis\.signExample = [^]*?)<\/script>/.exec(
        (await engine.get('/docs')).text,
      ) ?? [''];
      expect((await engine.get(SCRIPT)).text).toContain('"requestInterceptor": function callSignExample');
      const page: { signExample?: (request: ExampleRequest) => ExampleRequest } = {};
      runInNewContext(script, page);
      const signerOf = (path: string, body?: unknown, authorization?: string) => {
        const headers: Record<string, string> = {};
        if (authorization !== undefined) headers['Authorization'] = authorization;
        const request = { url: `http://localhost:3000${path}`, headers, body };
        return page.signExample?.(request).headers['Authorization'];
      };
      expect(signerOf('/v1/markets', { name: 'x' })).toBe(`Bearer ${engine.keys.operator}`);
      expect(signerOf('/v1/orders/1')).toBe(`Bearer ${engine.keys.trader('alice')}`);
      expect(signerOf('/v1/orders', { commandId: '1763871000123-bob-1' })).toBe(
        `Bearer ${engine.keys.trader('bob')}`,
      );
      expect(signerOf('/v1/orders', '{ "commandId": "1763871000123-bob-1" }')).toBe(
        `Bearer ${engine.keys.trader('bob')}`,
      );
      expect(signerOf('/v1/orders', {}, 'Bearer mine')).toBe('Bearer mine');
    } finally {
      await engine.end();
    }
  });

  function writeDemoKeys({ keys, folder }: SpecEngine): void {
    const traders = { alice: keys.trader('alice'), bob: keys.trader('bob') };
    const plain = { version: 1, operator: keys.operator, viewer: keys.viewer, traders };
    writeFileSync(join(folder, 'demo-keys.json'), JSON.stringify(plain));
  }
});
