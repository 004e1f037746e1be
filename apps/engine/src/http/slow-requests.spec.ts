import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { order, SpecEngine } from '../testing/spec-engine.js';

const REQUEST_TIMEOUT_MS = 300;

describe('slow and half-sent requests', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start({ env: { REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS) } });
    await engine.openMarket();
  });
  afterAll(() => engine.end());

  /** Sends some bytes on a connection of its own and gives what comes back until it is closed. */
  async function sendAndWait(bytes: string, after?: (socket: Socket) => void): Promise<string> {
    const { hostname, port } = new URL(engine.engine.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    after?.(socket);
    await once(socket, 'close');
    return received;
  }

  const head = (length: number): string =>
    `POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${engine.keys.trader('alice')}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

  it.each([
    ['half a line', 'POST /v1/or'],
    ['half the headers', 'POST /v1/orders HTTP/1.1\r\nHost: x\r\n'],
    ['half the body', 'head', '{"marketId":1,'],
  ] as [name: string, first: string, body?: string][])(
    '%s: 408 within the time, the connection closed, nothing done',
    async (_name, first, body = '') => {
      const before = await engine.fingerprint();
      const started = performance.now();
      const received = await sendAndWait((first === 'head' ? head(200) : first) + body);
      expect(performance.now() - started).toBeLessThan(REQUEST_TIMEOUT_MS + 2_500);
      expect(received).toMatch(/^HTTP\/1\.1 408 /);
      expect(received).toContain('"code":"REQUEST_TIMEOUT"');
      expect(await engine.fingerprint()).toEqual(before);
    },
  );

  it('a body that drips, byte by byte: 408 as well', async () => {
    const { accountId: _, ...fields } = order();
    const body = JSON.stringify(fields);
    let sent = 0;
    let timer: NodeJS.Timeout | undefined;
    const received = await sendAndWait(head(body.length), (socket) => {
      timer = setInterval(() => socket.write(body[sent++] ?? ' '), 30);
    });
    clearInterval(timer);
    expect(received).toContain('"code":"REQUEST_TIMEOUT"');
  });

  it('a client that goes away in the middle leaves nothing behind', async () => {
    const before = await engine.fingerprint();
    await sendAndWait(`${head(200)}{"marketId":`, (socket) => socket.destroy());
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('what is no HTTP: 400, and headers beyond all bounds: 431', async () => {
    expect(await sendAndWait('hello\r\n\r\n')).toContain('"code":"HTTP_INVALID"');
    const long = `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await sendAndWait(long)).toContain('"code":"HEADERS_TOO_LARGE"');
  });

  it('others are served meanwhile', async () => {
    const slow = Array.from({ length: 50 }, () => sendAndWait(`${head(200)}{`));
    const answer = await engine.post('/v1/orders', order());
    expect(answer.status).toBe(201);
    const received = await Promise.all(slow);
    expect(received.every((text) => text.includes('"code":"REQUEST_TIMEOUT"'))).toBe(true);
  });
});
