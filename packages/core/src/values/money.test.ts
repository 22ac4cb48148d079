import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minorUnitExponent, money, moneyFromDecimal, moneyToDecimal } from './money.ts';

test.each([
  ['19.99', 'EUR', 1999],
  ['19.9', 'EUR', 1990],
  ['19', 'EUR', 1900],
  ['0.29', 'USD', 29],
  ['1.10', 'usd', 110],
  ['1980', 'JPY', 1980],
  ['1980.00', 'JPY', 1980],
  ['1.234', 'BHD', 1234],
  ['1.2', 'KWD', 1200],
  ['1.2345', 'CLF', 12345],
  ['-19.99', 'EUR', -1999],
  ['0.00', 'EUR', 0],
  ['-0.00', 'EUR', 0],
  [' 5.00 ', 'EUR', 500],
  ['90071992547409.91', 'EUR', Number.MAX_SAFE_INTEGER],
  ['9007199254740991', 'JPY', Number.MAX_SAFE_INTEGER],
])('%s %s is %d minor units', (decimal, code, amountMinor) => {
  expect(moneyFromDecimal(decimal, code)).toStrictEqual({ amountMinor, currency: code.toUpperCase() });
});

test.each([
  ['too many decimals', '19.999', 'EUR'],
  ['decimals of a currency without', '1980.5', 'JPY'],
  ['four decimals of three', '1.2345', 'BHD'],
  ['more than can be held exactly', '90071992547409.92', 'EUR'],
  ['far too much', '9'.repeat(400), 'EUR'],
  ['an exponent', '1e3', 'EUR'],
  ['thousands', '1,999.00', 'EUR'],
  ['hexadecimal', '0x10', 'EUR'],
  ['a plus', '+5.00', 'EUR'],
  ['a bare point', '5.', 'EUR'],
  ['no whole part', '.50', 'EUR'],
  ['nothing', '', 'EUR'],
  ['no number', 'NaN', 'EUR'],
  ['a currency that is none', '5.00', 'EURO'],
  ['no currency', '5.00', ''],
])('%s is refused', (_, decimal, code) => {
  expect(() => moneyFromDecimal(decimal, code)).toThrow(RangeError);
});

test('a refused amount is not printed', () => {
  expect(() => moneyFromDecimal('SENTINEL', 'EUR')).toThrow(/^(?!.*SENTINEL)/);
  expect(() => moneyFromDecimal('5.00', 'SENTINEL')).toThrow(/^(?!.*SENTINEL)/);
});

test.each([
  [1990, 'EUR', '19.90'],
  [5, 'EUR', '0.05'],
  [-5, 'EUR', '-0.05'],
  [0, 'EUR', '0.00'],
  [-0, 'EUR', '0.00'],
  [1980, 'JPY', '1980'],
  [1, 'BHD', '0.001'],
])('%d minor units of %s are written %s', (amountMinor, currency, decimal) => {
  expect(moneyToDecimal({ amountMinor, currency })).toBe(decimal);
});

test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  '%d minor units cannot be written',
  (amountMinor) => {
    expect(() => moneyToDecimal({ amountMinor, currency: 'EUR' })).toThrow(RangeError);
  },
);

test('every amount survives being written and read, whatever the currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'BHD', 'CLF'), (amountMinor, currency) => {
      const amount = { amountMinor: amountMinor === 0 ? 0 : amountMinor, currency };
      expect(moneyFromDecimal(moneyToDecimal(amount), currency)).toStrictEqual(amount);
    }),
    { seed: 20_261_121 },
  );
});

test('money is whole minor units and an upper-case code', () => {
  expect(money.safeParse({ amountMinor: 1, currency: 'EUR' }).success).toBe(true);
  for (const wrong of [
    { amountMinor: 1.5, currency: 'EUR' },
    { amountMinor: '1', currency: 'EUR' },
    { amountMinor: 1, currency: 'eur' },
  ])
    expect(money.safeParse(wrong).success).toBe(false);
});

test('currencies have the decimals of ISO 4217', () => {
  expect(['EUR', 'JPY', 'ISK', 'UGX', 'KWD', 'CLF', 'XXX'].map(minorUnitExponent)).toEqual([
    2, 0, 0, 0, 3, 4, 2,
  ]);
});
