import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../../../test/support/wait.js';
import { IntakeGate } from './intake-gate.js';
import { RETRY_AFTER_SECONDS } from './problem.js';

const BYTES_MAX = 2048;

describe('the intake gate', () => {
  let server: Server;
  let gate: IntakeGate;
  /** Requests that were let in and are not answered yet. */
  let held: ServerResponse[];
  /** URLs of the requests that got through, in their order. */
  let handled: string[];
  let sockets: Socket[];

  beforeEach(async () => {
    held = [];
    handled = [];
    sockets = [];
    server = createServer((request, response) => {
      handled.push(request.url ?? '');
      if (request.method === 'GET') response.end('read');
      else held.push(response);
    });
    gate = new IntakeGate(BYTES_MAX);
    gate.guard(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A connection of its own, whose answers are collected. */
  async function client() {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    const received = { text: '' };
    socket.on('data', (bytes) => (received.text += bytes.toString()));
    return {
      send: (line: string, body = '') =>
        void socket.write(`${line} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      answered: (text: string) => waitFor(text, () => received.text.includes(text), { intervalMs: 1 }),
      received,
      socket,
    };
  }

  async function letIn(count: number, body = ''): Promise<void> {
    const total = held.length + count;
    for (let index = 0; index < count; index++) (await client()).send('POST /v1/orders', body);
    await waitFor('them to be let in', () => held.length === total);
  }

  it('refuses a POST beyond the bound at once, with the reason and Retry-After, and lets reads pass', async () => {
    await letIn(4, 'x'.repeat(100));
    expect(gate.bytesInProgress).toBe(BYTES_MAX);
    const late = await client();
    late.send('POST /v1/orders', '{}');
    await late.answered('ENGINE_OVERLOADED');
    expect(late.received.text).toMatch(/^HTTP\/1.1 503 [^]*Retry-After: 1\r\n/);
    expect(held).toHaveLength(4);
    expect(gate.refusedCount).toBe(1);
    const reader = await client();
    reader.send('GET /v1/engine');
    await reader.answered('read');
  });

  it('lets in again what was answered, or given up by its client', async () => {
    await letIn(4);
    held.pop()?.end('done');
    sockets[0]?.destroy();
    await waitFor('two places to be free', () => gate.bytesInProgress === BYTES_MAX / 2);
    await letIn(2);
    expect(gate.refusedCount).toBe(0);
  });

  it('counts a large request by its length, and lets the largest in when nothing else is', async () => {
    await letIn(1, 'x'.repeat(10 * BYTES_MAX));
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    expect(gate.bytesInProgress).toBe(10 * BYTES_MAX);
  });

  it('lets cancels in when orders are refused', async () => {
    await letIn(4);
    (await client()).send('POST /v1/orders/7/cancel');
    await waitFor('the cancel to be let in', () => held.length === 5);
    const batch = await client();
    batch.send('POST /v1/orders/cancel-batch', 'x'.repeat(BYTES_MAX));
    await batch.answered('503');
    expect(gate.refusedCount).toBe(1);
  });

  it('refuses a batch without giving its body to anybody, and goes on behind it on the same connection', async () => {
    await letIn(4);
    const late = await client();
    // A body that nobody could parse, several times what a stream keeps ready; and what was sent behind it at once.
    late.send('POST /v1/orders/batch', '{'.repeat(200_000));
    late.send('GET /v1/engine');
    await late.answered('read');
    expect(late.received.text).toMatch(/^HTTP\/1.1 503 [^]*ENGINE_OVERLOADED[^]*HTTP\/1.1 200 OK[^]*read$/);
    expect(handled.filter((url) => url.includes('batch'))).toEqual([]);
    expect(gate.refusedCount).toBe(1);
  });

  it('lets whoever was refused and comes again too early wait for the rest of the time', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    const refusedAtMs = performance.now();
    for (const response of held) response.end();
    await waitFor('them to be answered', () => gate.bytesInProgress === 0);
    late.send('POST /v1/orders/again');
    await waitFor('it to be let in', () => held.length === 5);
    expect(performance.now() - refusedAtMs).toBeGreaterThan(900);
    expect(gate.refusedCount).toBe(1);
  });

  it('lets requests that wait on one connection in by their order, and its reads and answers stay in theirs', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    for (const name of ['first', 'second', 'third']) late.send(`POST /v1/${name}`);
    for (const response of held.splice(0)) response.end();
    await waitFor('them to be let in', () => held.length === 3);
    expect(handled.slice(-3)).toEqual(['/v1/first', '/v1/second', '/v1/third']);
    for (const [index, response] of held.splice(0).entries()) response.end(`answer ${index}`);
    await late.answered('answer 2');
    expect(late.received.text).toMatch(/answer 0[^]*answer 1[^]*answer 2$/);
  });

  it('refuses again who has waited four times in vain', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    const refusedAtMs = performance.now();
    late.send('POST /v1/orders');
    await waitFor('the second refusal', () => gate.refusedCount === 2);
    expect(performance.now() - refusedAtMs).toBeGreaterThan(3_900);
    expect(held).toHaveLength(4);
  });

  it('lets a cancel in at once on a connection that was refused', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    const refusedAtMs = performance.now();
    late.send('POST /v1/orders/7/cancel');
    await waitFor('the cancel to be let in', () => held.length === 5);
    expect(performance.now() - refusedAtMs).toBeLessThan(900);
  });

  it('lets a cancel wait, too, for which there is no room either', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders/cancel-batch', 'x'.repeat(BYTES_MAX + 1));
    await late.answered('503');
    late.send('POST /v1/orders/cancel-batch', 'x'.repeat(BYTES_MAX + 1));
    late.send('GET /v1/engine');
    await waitFor('the read to be taken', () => handled.includes('/v1/engine'));
    expect([gate.refusedCount, held.length]).toEqual([1, 4]);
    for (const response of held.splice(0)) response.end();
    await waitFor('the cancel to be let in', () => handled.includes('/v1/orders/cancel-batch'));
  });

  it('makes nobody wait who comes when Retry-After says', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    await delay(RETRY_AFTER_SECONDS * 1_000 + 50);
    const sentAtMs = performance.now();
    late.send('POST /v1/orders');
    await waitFor('the second refusal', () => gate.refusedCount === 2);
    expect(performance.now() - sentAtMs).toBeLessThan(900);
  });

  it('forgets what waits on a connection that ends', async () => {
    await letIn(4);
    const late = await client();
    late.send('POST /v1/orders');
    await late.answered('503');
    late.send('POST /v1/orders/gone');
    late.socket.destroy();
    const other = await client();
    other.send('POST /v1/orders');
    await other.answered('503');
    for (const response of held) response.end();
    other.send('POST /v1/orders/other');
    await waitFor('the other one to be let in', () => handled.includes('/v1/orders/other'));
    expect(handled).not.toContain('/v1/orders/gone');
  });
});
