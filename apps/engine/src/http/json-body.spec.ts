import fc from 'fast-check';
import { JsonBodyError, decodeBody, parseJsonBody } from './json-body.js';

describe('JSON bodies', () => {
  it('reads JSON, and an empty body as none', () => {
    expect(parseJsonBody('{"price":2.50,"size":"10.00"}')).toEqual({ price: 2.5, size: '10.00' });
    expect(parseJsonBody('')).toBeUndefined();
  });

  it.each(['{', '{"a":NaN}', '{"a":01}', "{'a':1}", '{"a":1,}', 'hello', '{"__proto__":{"x":1}}'])(
    'refuses %s',
    (text) => {
      expect(() => parseJsonBody(text)).toThrow(expect.objectContaining({ code: 'JSON_INVALID' }));
    },
  );

  it('refuses keys that would reach the prototype, also when they are escaped', () => {
    expect(() => parseJsonBody('{"\\u005f_proto__":{"admin":true}}')).toThrow(JsonBodyError);
    expect(() => parseJsonBody('{"constructor":{"prototype":{"admin":true}}}')).toThrow(JsonBodyError);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([
    '{"size":10.00000000000000000001}',
    '{"size":9007199254740993}',
    '{"size":0.1000000000000000055511151231257827}',
    '[1,{"a":["x",123456789012345678]}]',
  ])('refuses the number in %s that a double would round', (text) => {
    expect(() => parseJsonBody(text)).toThrow(expect.objectContaining({ code: 'NUMBER_INEXACT' }));
  });

  it('refuses such a number wherever it stands', () => {
    for (let before = 0; before < 40; before++) {
      const text = `{"${'x'.repeat(before)}":9007199254740993}`;
      expect(() => parseJsonBody(text)).toThrow(expect.objectContaining({ code: 'NUMBER_INEXACT' }));
    }
  });

  it.each([
    '{"orderId":9007199254740991}',
    '{"commandId":"12345678901234567890.5"}',
    '{"commandId":"a\\"12345678901234567890"}',
    '{"size":0.0000000000000000001}',
  ])('accepts %s', (text) => {
    expect(parseJsonBody(text)).toEqual(JSON.parse(text));
  });

  it('refuses bytes that are no UTF-8 instead of replacing them', () => {
    expect(decodeBody(Buffer.from('{"name":"é"}'))).toBe('{"name":"é"}');
    const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    expect(() => decodeBody(broken)).toThrow(expect.objectContaining({ code: 'JSON_INVALID' }));
  });

  it('reads whatever JSON.stringify writes of whole numbers and short decimals', () => {
    const value = fc.oneof(
      fc.maxSafeInteger(),
      fc.string(),
      fc.nat({ max: 10 ** 9 }).map((n) => n / 100),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ a: value, b: value })), (body) => {
        expect(parseJsonBody(JSON.stringify(body))).toEqual(JSON.parse(JSON.stringify(body)));
      }),
    );
  });
});
