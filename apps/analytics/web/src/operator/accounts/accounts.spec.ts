import { readSettings, stopQuestion, typedSettings, type TypedSettings } from './account-form-model.js';

const settings = {
  discount: 250,
  selfMatch: 'CANCEL_RESTING',
  sizeMax: 50_000,
  liabilityMax: null,
  exposureMax: 100_001,
  orderCountMax: 20,
  ordersPerSecondMax: null,
} as const;

describe('the settings of an account', () => {
  const typed = typedSettings({ settings });

  it('are shown so that they can be sent back as they are', () => {
    expect(typed).toEqual({
      discount: '2.50',
      selfMatch: 'CANCEL_RESTING',
      sizeMax: '500.00',
      liabilityMax: '',
      exposureMax: '1000.01',
      orderCountMax: '20',
      ordersPerSecondMax: '',
    });
    expect(readSettings(typed)).toEqual(settings);
  });

  it.each([
    ['discount', ''],
    ['discount', '100.01'],
    ['sizeMax', '0'],
    ['sizeMax', '-5'],
    ['liabilityMax', '1.234'],
    ['exposureMax', 'much'],
    ['orderCountMax', '1.5'],
    ['ordersPerSecondMax', '0'],
  ] as const)('name the field that cannot be understood: %s "%s"', (name, text) => {
    expect(readSettings({ ...typed, [name]: text } satisfies TypedSettings)).toEqual({ wrong: name });
  });

  it('are left without a limit by an empty field', () => {
    expect(readSettings({ ...typed, sizeMax: ' ', orderCountMax: '' })).toMatchObject({
      sizeMax: null,
      orderCountMax: null,
    });
  });
});

it('a stop says what it does', () => {
  expect(stopQuestion({ accountId: 'alice' }).text).toMatch(/All orders of alice are cancelled at once/);
});
