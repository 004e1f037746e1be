import fc from 'fast-check';
import { placeCommand, placeOrderSchema } from '../order/order.schema.js';
import { parseAny } from './parse-message.js';
import { plainOrderCommand, readPlainOrder, type PlainOrderMessage } from './plain-order.js';
import { SOCKET_OPERATIONS } from './socket-operations.js';

const COMMAND_ID = '1763871000123-alice-1';
const PLAIN = { commandId: COMMAND_ID, marketId: 1, runnerId: 2, side: 'BACK', price: '2.50', size: '10.00' };

function message(body: unknown, id: unknown = 'p1'): string {
  return JSON.stringify({ id, op: 'place', body });
}

/** The command of a message by parser, schema and decimals, as every other message goes; undefined when they refuse it. */
function commandByParser(text: string): unknown {
  const parsed = parseAny(text);
  if (parsed.kind !== 'command' || parsed.operation !== SOCKET_OPERATIONS.place) return undefined;
  const body = placeOrderSchema.safeParse(parsed.body);
  if (!body.success) return undefined;
  try {
    return { id: parsed.id, command: placeCommand('alice', body.data) };
  } catch {
    return undefined;
  }
}

function commandByLetters(text: string): unknown {
  const plain = read(text);
  return plain && { id: plain.id, command: plainOrderCommand('alice', plain.order) };
}

/** The bytes go on behind the text, as those of an earlier, longer message do. */
function read(text: string): PlainOrderMessage | undefined {
  const bytes = Buffer.from(`${text}}}":,0000000000000000000000`);
  return readPlainOrder(bytes, Buffer.byteLength(text));
}

/** Whatever is read by letters, is what the parser reads; the other way round, the parser reads more. */
function expectNoOtherMeaning(text: string): void {
  const byLetters = commandByLetters(text);
  if (byLetters !== undefined) expect(byLetters).toEqual(commandByParser(text));
}

const decimal = fc.oneof(
  fc.tuple(fc.nat(2_000), fc.nat(99)).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`),
  fc.stringMatching(/^-?\d{0,12}(\.\d{0,3})?$/),
  fc.double({ min: 0, max: 1e11, noNaN: true }).map((value) => Math.round(value * 100) / 100),
  fc.nat(),
);
const body = fc.record(
  {
    commandId: fc.oneof(
      fc.constant(COMMAND_ID),
      fc.constant('0199a8c5-7d4b-7c3e-9f21-3b8d5e6f7a01'),
      fc.string(),
    ),
    marketId: fc.oneof(fc.nat(), fc.double(), fc.integer({ min: 2 ** 31 - 3, max: 2 ** 31 + 3 })),
    runnerId: fc.oneof(fc.nat(100), fc.string()),
    side: fc.constantFrom('BACK', 'LAY', 'back', ''),
    price: decimal,
    size: decimal,
    persistence: fc.constantFrom('LAPSE', 'PERSIST'),
  },
  { requiredKeys: ['marketId', 'runnerId', 'side', 'price'] },
);
/** The fields of a body in any order. */
const shuffled = body.chain((fields) =>
  fc
    .shuffledSubarray(Object.entries(fields), { minLength: Object.keys(fields).length })
    .map((entries) => Object.fromEntries(entries)),
);

describe('a plain order read letter by letter', () => {
  it.each([
    ['as most clients write it', message(PLAIN)],
    ['without a commandId', message({ ...PLAIN, commandId: undefined })],
    ['with a UUID', message({ ...PLAIN, commandId: '0199a8c5-7d4b-7c3e-9f21-3b8d5e6f7a01' })],
    ['in another order', message(Object.fromEntries(Object.entries(PLAIN).reverse()))],
    ['with decimals as numbers', message({ ...PLAIN, side: 'LAY', price: 2.5, size: 10 })],
    [
      'with spaces behind commas and colons',
      message(PLAIN)
        .replace(/([,:])"/g, '$1 "')
        .replace(/:(\d)/g, ': $1'),
    ],
    ['of less than one', message({ ...PLAIN, size: '0.05' })],
    ['with the largest numbers', message({ ...PLAIN, marketId: 2 ** 31 - 1, price: '9999999999.99' })],
  ])('%s, is the command that the parser makes', (_name, text) => {
    const command = commandByLetters(text);
    expect(command).toBeDefined();
    expect(command).toEqual(commandByParser(text));
  });

  it.each([
    ['has terms', message({ ...PLAIN, persistence: 'PERSIST' })],
    ['has a field that is not known', message({ ...PLAIN, marketID: 1 })],
    ['has a field twice', message(PLAIN).replace('"size"', '"price":"2.60","size"')],
    ['lacks a field', message({ ...PLAIN, side: undefined })],
    ['has nothing for a size', message({ ...PLAIN, size: '0.00' })],
    ['has three digits behind the point', message({ ...PLAIN, price: '2.505' })],
    ['has eleven digits before the point', message({ ...PLAIN, price: '10000000000.50' })],
    ['has a leading zero', message({ ...PLAIN, price: '02.50' })],
    ['has too large an id', message({ ...PLAIN, marketId: 2 ** 31 })],
    ['has no name', message(PLAIN, '')],
    ['has too long a name', message(PLAIN, 'x'.repeat(33))],
    ['has an escape in its name', message(PLAIN, '"')],
    ['has a name that is not ASCII', message(PLAIN, 'é')],
    ['has a commandId of another form', message({ ...PLAIN, commandId: 'first' })],
    ['goes on', `${message(PLAIN)} `],
    ['ends too early', message(PLAIN).slice(0, -1)],
    ['is another wish', message(PLAIN).replace('place', 'cancel')],
    ['has a field beside the body', message(PLAIN).replace('{"id"', '{"at":1,"id"')],
  ])('is left to the parser when it %s', (_name, text) => {
    expect(read(text)).toBeUndefined();
  });

  it('never means anything else than to the parser, whatever stands in the fields', () => {
    fc.assert(
      fc.property(shuffled, fc.oneof(fc.constant('p1'), fc.string()), (fields, id) =>
        expectNoOtherMeaning(message(fields, id)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('never means anything else than to the parser, with letters changed, put in or left out', () => {
    const letter = fc.oneof(
      fc.constantFrom(...' ",:{}.0123456789-eE\\'.split('')),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    const change = fc.record({ at: fc.nat(), length: fc.nat(3), put: fc.oneof(fc.constant(''), letter) });
    fc.assert(
      fc.property(
        shuffled,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (fields, changes, isPlain) => {
          let text = message(isPlain ? PLAIN : fields);
          for (const { at, length, put } of changes) {
            const place = at % text.length;
            text = text.slice(0, place) + put + text.slice(place + length);
          }
          expectNoOtherMeaning(text);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
