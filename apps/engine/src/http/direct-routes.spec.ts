import { connect } from 'node:net';
import { once } from 'node:events';
import { KeyRing } from '@backlay/service';
import { EngineStatus } from '../sequencer/engine-status.js';
import {
  commandIdOf,
  OPERATOR,
  order,
  SpecEngine,
  type Signer,
  type SpecAnswer,
} from '../testing/spec-engine.js';

const { accountId: _, ...ORDER } = order();
/** The direct way takes only the shortest name of JSON. */
const ORDINARY = 'application/json; charset=utf-8';

interface Row {
  readonly name: string;
  readonly path?: string;
  readonly body: unknown;
  readonly signer?: Signer;
  readonly status: number;
}

const ROWS: Row[] = [
  { name: 'an order that rests', body: { ...ORDER, commandId: commandIdOf('rests') }, status: 201 },
  {
    name: 'a name used for another order',
    body: { ...ORDER, commandId: commandIdOf('rests'), size: '1.00' },
    status: 409,
  },
  { name: 'a body cut short', body: '{"marketId":1', status: 400 },
  { name: 'a body of another form', body: '[]', status: 400 },
  { name: 'null', body: 'null', status: 400 },
  { name: 'a key that reaches the prototype', body: '{"__proto__":{}}', status: 400 },
  { name: 'a number that would be rounded', body: '{"size":10.0000000000000000001}', status: 400 },
  { name: 'a field too many', body: { ...ORDER, extra: 1 }, status: 400 },
  { name: 'a decimal that is none', body: { ...ORDER, price: 'two' }, status: 400 },
  { name: 'letters beyond ASCII', body: { ...ORDER, price: 'zwölf €' }, status: 400 },
  {
    name: 'a batch',
    path: '/v1/orders/batch',
    body: { orders: [{ ...ORDER, commandId: commandIdOf('b1') }] },
    status: 200,
  },
  { name: 'an empty batch', path: '/v1/orders/batch', body: { orders: [] }, status: 400 },
  {
    name: 'a bad order of a batch',
    path: '/v1/orders/batch',
    body: { orders: [ORDER, { ...ORDER, size: '-1' }] },
    status: 400,
  },
  { name: 'a body that is too large', body: `{"x":"${'x'.repeat(70_000)}"}`, status: 413 },
  { name: 'another role', body: ORDER, signer: OPERATOR, status: 403 },
  { name: 'nobody', body: ORDER, signer: undefined, status: 401 },
];

describe('an order that comes in the plain form', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
  });
  afterAll(() => engine.end());

  it.each(ROWS)(
    'is answered as on the ordinary way: $name',
    async ({ path = '/v1/orders', body, status, ...row }) => {
      const signer = 'signer' in row ? row.signer : 'alice';
      const direct = await engine.send('POST', path, body, { signer });
      const ordinary = await engine.send('POST', path, body, { signer, contentType: ORDINARY });
      expect(direct.status).toBe(status);
      expect(said(direct)).toEqual(said(ordinary));
    },
  );

  it('waits with its body for no key: what is not admitted is not read', async () => {
    const { hostname, port } = new URL(engine.engine.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(bytes.toString()).toContain('"code":"KEY_MISSING"');
  });

  it('counts as one request of its key', async () => {
    const key = engine.keys.of({ role: 'trader', accountId: 'greedy', requestsPerSecond: 1 });
    await engine.engine.app.get(KeyRing).look();
    const place = () =>
      engine.send('POST', '/v1/orders', ORDER, { headers: { authorization: `Bearer ${key}` } });
    const answers = await Promise.all([place(), place(), place()]);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('is refused in the ordinary way when the engine takes no commands', async () => {
    engine.engine.app.get(EngineStatus).fail('somebody pulled the plug');
    const direct = await engine.send('POST', '/v1/orders', ORDER, { signer: 'alice' });
    expect(direct).toMatchObject({ status: 503, body: { code: 'LOG_FAILED' } });
    expect(direct.headers.get('retry-after')).toBe('1');
  });
});

function said({ status, text, headers }: SpecAnswer): unknown {
  const { date: _date, ...others } = Object.fromEntries(headers);
  return { status, text, others };
}
