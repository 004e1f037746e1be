import { commandIdOf, OPERATOR, order, SpecEngine, type SpecAnswer } from '../testing/spec-engine.js';

/** One request that must not work, and what must be said about it. */
interface Row {
  readonly name: string;
  readonly path?: string;
  readonly method?: string;
  /** Text is sent as it stands. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly status: number;
  readonly code: string;
  readonly detail: RegExp;
}

const ORDERS = '/v1/orders';

const text = (fields: string): string =>
  `{"marketId":1,"runnerId":1,"side":"LAY","price":"2.50","size":"10.00"${fields}}`;
const sized = (size: string): string => text('').replace('"10.00"', size);

/** The body of an order: the account is the key's. */
function fieldsOf(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const { accountId: _, ...body } = order();
  return { ...body, ...fields };
}

const JSON_ROWS: Row[] = [
  {
    name: 'JSON cut short',
    body: '{"marketId":1',
    status: 400,
    code: 'JSON_INVALID',
    detail: /not valid JSON/,
  },
  {
    name: 'no JSON at all',
    body: 'marketId=1',
    status: 400,
    code: 'JSON_INVALID',
    detail: /not valid JSON/,
  },
  { name: 'NaN', body: sized('NaN'), status: 400, code: 'JSON_INVALID', detail: /not valid JSON/ },
  { name: 'a leading zero', body: sized('010'), status: 400, code: 'JSON_INVALID', detail: /not valid JSON/ },
  {
    name: '__proto__',
    body: text(',"__proto__":{"x":1}'),
    status: 400,
    code: 'JSON_INVALID',
    detail: /prototype/,
  },
  {
    name: 'constructor.prototype',
    body: text(',"constructor":{"prototype":{"x":1}}'),
    status: 400,
    code: 'JSON_INVALID',
    detail: /prototype/,
  },
  {
    name: 'a number with more digits than a double',
    body: sized('10.00000000000000000001'),
    status: 400,
    code: 'NUMBER_INEXACT',
    detail: /refused, not rounded/,
  },
  { name: 'no body', status: 400, code: 'REQUEST_INVALID', detail: /must be a JSON object/ },
  { name: 'an empty body', body: '', status: 400, code: 'REQUEST_INVALID', detail: /must be a JSON object/ },
  { name: 'an array', body: '[]', status: 400, code: 'REQUEST_INVALID', detail: /must be a JSON object/ },
  { name: 'null', body: 'null', status: 400, code: 'REQUEST_INVALID', detail: /must be a JSON object/ },
  {
    name: 'a form',
    body: 'marketId=1',
    contentType: 'application/x-www-form-urlencoded',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    detail: /application\/json/,
  },
  {
    name: 'plain text',
    body: text(''),
    contentType: 'text/plain',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    detail: /application\/json/,
  },
  {
    name: 'a body of 10 MB',
    body: text(`,"x":"${'x'.repeat(10_000_000)}"`),
    status: 413,
    code: 'BODY_TOO_LARGE',
    detail: /64 KiB/,
  },
];

const invalid = (name: string, fields: Record<string, unknown>, detail: RegExp): Row => ({
  name,
  body: fieldsOf(fields),
  status: 400,
  code: 'REQUEST_INVALID',
  detail,
});

const FORM_ROWS: Row[] = [
  invalid('an unknown field', { stake: 1 }, /\/stake is not known here; allowed are commandId, marketId/),
  invalid('a missing field', { price: undefined }, /\/price is missing/),
  invalid('an id as text', { marketId: '1' }, /\/marketId must be of type integer/),
  invalid('an id that is no whole number', { marketId: 1.5 }, /\/marketId must be of type integer/),
  invalid('an id of 0', { runnerId: 0 }, /\/runnerId must be >= 1/),
  invalid('a huge id', { marketId: 2 ** 40 }, /\/marketId must be <= 2147483647/),
  invalid('another side', { side: 'BUY' }, /\/side must be one of BACK, LAY/),
  invalid(
    'the own account',
    { accountId: 'alice' },
    /\/accountId is not known here; allowed are commandId, /,
  ),
  invalid('the account of another', { accountId: 'bob' }, /\/accountId is not known here/),
  ...[
    ['without a time', 'order-1'],
    ['with a time in seconds', '1763871000-order-1'],
    ['with nothing behind the time', '1763871000123-'],
    ['with a name of other characters', '1763871000123-é'],
    ['that is too long', `1763871000123-${'a'.repeat(51)}`],
    ['that is a UUID of version 4', '0199a8c5-7d4b-4c3e-9f21-3b8d5e6f7a01'],
    ['that is a UUID in capitals', '0199A8C5-7D4B-7C3E-9F21-3B8D5E6F7A01'],
  ].map(([what, commandId]) =>
    invalid(
      `a commandId ${what}`,
      { commandId },
      /\/commandId must be a UUID of version 7 .*, or "<time>-<name>", such as "1763871000123-alice-1"/,
    ),
  ),
  invalid('a price that is a list', { price: [2.5] }, /\/price must be a decimal/),
  invalid('a price that is true', { price: true }, /\/price must be a decimal/),
  invalid('a price of null', { price: null }, /\/price must be a decimal/),
  invalid('a price that is a word', { price: 'evens' }, /\/price is "evens", which is not a decimal/),
  invalid('a price of NaN in text', { price: 'NaN' }, /\/price is "NaN"/),
  invalid('an over-precise price', { price: '2.505' }, /\/price is "2.505", which has more than two digits/),
  invalid('an over-precise size', { size: 0.001 }, /\/size is 0.001, which has more than two digits/),
  invalid('a negative size', { size: '-5.00' }, /\/size is "-5.00", which is negative/),
  invalid('a negative number', { size: -5 }, /\/size is -5, which is negative/),
  invalid('a size of zero', { size: '0.00' }, /\/size must be greater than 0/),
  invalid('a price of zero', { price: 0 }, /\/price must be greater than 0/),
  invalid('a huge size', { size: '1' + '0'.repeat(30) }, /more than 10 digits before the point/),
  invalid('a huge number', { size: 1e300 }, /more than 10 digits before the point/),
  { ...invalid('infinity', {}, /\/size must be a decimal/), body: sized('1e400') },
];

const BATCH_ROWS: Row[] = [
  {
    name: '10,000 orders in a batch',
    path: '/v1/orders/batch',
    body: { orders: Array.from({ length: 10_000 }, () => fieldsOf()) },
    status: 413,
    code: 'BODY_TOO_LARGE',
    detail: /batches 256 KiB/,
  },
  {
    name: '201 orders in a batch',
    path: '/v1/orders/batch',
    body: { orders: Array.from({ length: 201 }, () => fieldsOf()) },
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\/orders must NOT have more than 200 items/,
  },
  {
    name: 'no order in a batch',
    path: '/v1/orders/batch',
    body: { orders: [] },
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\/orders must NOT have fewer than 1 items/,
  },
  {
    name: 'one bad order among good ones',
    path: '/v1/orders/batch',
    body: { orders: [fieldsOf(), fieldsOf({ size: '0.001' })] },
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\/orders\/1\/size is "0.001"/,
  },
  {
    name: 'a reduction by nothing',
    path: '/v1/orders/1/reduce',
    body: { size: 0 },
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\/size must be greater than 0/,
  },
];

const ROUTE_ROWS: Row[] = [
  { name: 'an unknown path', path: '/v1/bets', status: 404, code: 'ROUTE_UNKNOWN', detail: /no \/v1\/bets/ },
  {
    name: 'another method',
    path: '/v1/orders/1',
    method: 'DELETE',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    detail: /allowed: GET/,
  },
  {
    name: 'an order id that is none',
    path: '/v1/orders/abc',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /:orderId must be a whole number/,
  },
  {
    name: 'an order id beyond all',
    path: '/v1/orders/9999999999999999',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /:orderId must be a whole number from 1 to 9007199254740991/,
  },
  {
    name: 'a market id beyond all',
    path: '/v1/markets/9999999999/open',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /:marketId must be a whole number from 1 to 2147483647/,
  },
  {
    name: 'a path that is too long',
    path: `/v1/orders/${'1'.repeat(200)}`,
    method: 'GET',
    status: 414,
    code: 'URL_TOO_LONG',
    detail: /100 characters/,
  },
  {
    name: 'a broken escape in the path',
    path: '/v1/orders/%zz',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /not a valid url/,
  },
  {
    name: 'an unknown query parameter',
    path: '/v1/markets/1/book?levels=3',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\?levels is not known here; allowed are depth/,
  },
  {
    name: 'another depth',
    path: '/v1/markets/1/book?depth=-1',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\?depth must be a number of levels/,
  },
  {
    name: 'the same parameter twice',
    path: '/v1/markets/1/book?depth=1&depth=2',
    method: 'GET',
    status: 400,
    code: 'REQUEST_INVALID',
    detail: /\?depth must be a number of levels/,
  },
  {
    name: 'an unknown problem',
    path: '/problems/constructor',
    method: 'GET',
    status: 404,
    code: 'PROBLEM_UNKNOWN',
    detail: /no problem constructor/,
  },
];

/** Refusals of the matcher: they take a sequence, and change nothing else. */
const REFUSED_ROWS: Row[] = [
  {
    name: 'an unknown market',
    body: fieldsOf({ marketId: 7 }),
    status: 404,
    code: 'MARKET_UNKNOWN',
    detail: /market 7/,
  },
  {
    name: 'an unknown runner',
    body: fieldsOf({ runnerId: 7 }),
    status: 404,
    code: 'RUNNER_UNKNOWN',
    detail: /no runner 7; its runners are 1, 2/,
  },
  {
    name: 'a price off the ladder',
    body: fieldsOf({ price: 2.51 }),
    status: 422,
    code: 'PRICE_OFF_LADDER',
    detail: /2.51 is not on the CLASSIC ladder; nearest prices are 2.50 and 2.52/,
  },
  {
    name: 'a price above the ladder',
    body: fieldsOf({ price: '1010' }),
    status: 422,
    code: 'PRICE_OFF_LADDER',
    detail: /nearest price is 1000.00|nearest prices are 990.00 and 1000.00/,
  },
  {
    name: 'a price below all',
    body: fieldsOf({ price: '1.00' }),
    status: 422,
    code: 'PRICE_INVALID',
    detail: /1.00 is not between 1.01 and 10000.00/,
  },
  {
    name: 'a price above all',
    body: fieldsOf({ price: '10000.01' }),
    status: 422,
    code: 'PRICE_INVALID',
    detail: /10000.01 is not between 1.01 and 10000.00/,
  },
  {
    name: 'a size above all',
    body: fieldsOf({ size: '10000000.01' }),
    status: 422,
    code: 'SIZE_INVALID',
    detail: /10000000.01 is not between 0.01 and 10000000.00/,
  },
  {
    name: 'an unknown order',
    path: '/v1/orders/77/cancel',
    body: {},
    status: 404,
    code: 'ORDER_UNKNOWN',
    detail: /no order 77/,
  },
  {
    name: 'a suspended market',
    body: fieldsOf({ marketId: 2 }),
    status: 409,
    code: 'MARKET_SUSPENDED',
    detail: /Market 2 is SUSPENDED; orders are placed only while it is OPEN, but cancelled and reduced/,
  },
  {
    name: 'a closed market',
    body: fieldsOf({ marketId: 3 }),
    status: 409,
    code: 'MARKET_CLOSED',
    detail: /Market 3 is CLOSED/,
  },
  {
    name: 'a market that is not open yet',
    body: fieldsOf({ marketId: 4 }),
    status: 409,
    code: 'MARKET_INACTIVE',
    detail: /Market 4 is INACTIVE/,
  },
  {
    name: 'opening an open market',
    path: '/v1/markets/1/open',
    body: {},
    status: 409,
    code: 'MARKET_STATUS_CONFLICT',
    detail: /Market 1 is OPEN; it can be opened only while it is INACTIVE/,
  },
  {
    name: 'a market without runners',
    path: '/v1/markets',
    body: { name: 'x', runners: [], currency: 'XXX' },
    status: 422,
    code: 'RUNNERS_INVALID',
    detail: /runners/,
  },
  {
    name: 'a market without a name',
    path: '/v1/markets',
    body: { name: ' ', runners: [{ runnerId: 1, name: 'x' }], currency: 'XXX' },
    status: 422,
    code: 'MARKET_NAME_INVALID',
    detail: /1 to 200 characters/,
  },
  {
    name: 'a ladder that falls',
    path: '/v1/markets',
    body: {
      name: 'x',
      runners: [{ runnerId: 1, name: 'x' }],
      currency: 'XXX',
      ladder: { kind: 'CUSTOM', bands: [{ from: '2.00', to: '1.50', step: '0.01' }] },
    },
    status: 422,
    code: 'LADDER_INVALID',
    detail: /bands/,
  },
];

describe('bad input', () => {
  let engine: SpecEngine;

  beforeAll(async () => {
    engine = await SpecEngine.start();
    await engine.openMarket();
    await engine.openMarket();
    await engine.post('/v1/markets/2/suspend');
    await engine.openMarket();
    await engine.post('/v1/markets/3/close');
    await engine.post('/v1/markets', {
      name: 'Not open',
      runners: [{ runnerId: 1, name: 'x' }],
      currency: 'XXX',
    });
    await engine.post(ORDERS, order({ commandId: commandIdOf('taken') }));
  });
  afterAll(() => engine.end());

  function expectProblem(answer: SpecAnswer, { status, code, detail }: Row): void {
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, type: `/problems/${code}`, title: expect.any(String) });
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(detail);
  }

  const send = ({ method = 'POST', path = ORDERS, body, contentType }: Row): Promise<SpecAnswer> =>
    engine.send(method, path, body, {
      ...(contentType !== undefined && { contentType }),
      signer: path.startsWith(ORDERS) ? 'alice' : OPERATOR,
    });

  const rows = [...JSON_ROWS, ...FORM_ROWS, ...BATCH_ROWS, ...ROUTE_ROWS];

  it.each(rows)('$name: $status $code, and nothing happens', async (row) => {
    const before = await engine.fingerprint();
    expectProblem(await send(row), row);
    expect(await engine.fingerprint()).toEqual(before);
  });

  it.each(REFUSED_ROWS)('$name: $status $code, and only a sequence is used up', async (row) => {
    const before = await engine.fingerprint();
    const answer = await send(row);
    expectProblem(answer, row);
    const after = await engine.fingerprint();
    expect(after).toEqual({ stateHash: before.stateHash, sequence: before.sequence + 1 });
    expect(answer.body.sequence).toBe(after.sequence);
  });

  it('a known commandId with another body: 409 COMMAND_ID_REUSED, and nothing happens', async () => {
    const before = await engine.fingerprint();
    const row = { name: '', status: 409, code: 'COMMAND_ID_REUSED', detail: /use a new commandId/ };
    expectProblem(await engine.post(ORDERS, order({ commandId: commandIdOf('taken'), size: '1.00' })), row);
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('a commandId from the future: 422 COMMAND_ID_EARLY, and nothing happens', async () => {
    const before = await engine.fingerprint();
    const commandId = commandIdOf('early', Date.now() + 6 * 60_000);
    const row = { name: '', status: 422, code: 'COMMAND_ID_EARLY', detail: /more than 5 minutes ahead/ };
    expectProblem(await engine.post(ORDERS, order({ commandId })), row);
    expect(await engine.fingerprint()).toEqual(before);
  });

  it('names the place of a form error, and the methods there are', async () => {
    const invalidSize = await engine.post(ORDERS, order({ size: '1.234' }));
    expect(invalidSize.body['errors']).toEqual([
      { pointer: '/size', detail: expect.stringContaining('two digits') },
    ]);
    const deleted = await engine.send('DELETE', '/v1/orders/1');
    expect(deleted.headers.get('allow')).toContain('GET');
  });
});
