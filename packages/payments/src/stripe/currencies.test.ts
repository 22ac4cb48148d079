import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromStripeAmount, toStripeAmount } from './currencies.ts';

describe("amounts in Stripe's unit", () => {
  it.each([
    ['cents', { amountMinor: 4_990, currency: 'EUR' }, { amount: 4_990, currency: 'eur' }],
    ['yen, which have none', { amountMinor: 500, currency: 'JPY' }, { amount: 500, currency: 'jpy' }],
    [
      'krónur, with two decimals that are always 00',
      { amountMinor: 5, currency: 'ISK' },
      { amount: 500, currency: 'isk' },
    ],
    ['Ugandan shillings, likewise', { amountMinor: 5, currency: 'UGX' }, { amount: 500, currency: 'ugx' }],
    ['ariary, without decimals', { amountMinor: 5_700, currency: 'MGA' }, { amount: 57, currency: 'mga' }],
    [
      'Kuwaiti dinars, rounded down to tens',
      { amountMinor: 5_124, currency: 'KWD' },
      { amount: 5_120, currency: 'kwd' },
    ],
    [
      'Kuwaiti dinars, rounded up to tens',
      { amountMinor: 5_125, currency: 'KWD' },
      { amount: 5_130, currency: 'kwd' },
    ],
    [
      'forints, which are whole only in payouts',
      { amountMinor: 1_045, currency: 'HUF' },
      { amount: 1_045, currency: 'huf' },
    ],
  ])('are %s', (_, money, expected) => {
    expect(toStripeAmount(money)).toEqual(expected);
  });

  it.each([
    { amountMinor: 150, currency: 'MGA' },
    { amountMinor: 4, currency: 'KWD' },
    { amountMinor: Number.MAX_SAFE_INTEGER, currency: 'ISK' },
  ])('are refused where Stripe cannot hold them: %o', (money) => {
    expect(() => toStripeAmount(money)).toThrow(expect.objectContaining({ code: 'action.input_invalid' }));
  });

  it('are read back as they were written, whatever the currency', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'ISK', 'UGX', 'MGA', 'KWD', 'BHD', 'HUF', 'CLP');
    // Steps of 100 are whole in all of them.
    fc.assert(
      fc.property(currency, fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (code, hundreds) => {
        const money = { amountMinor: hundreds * 100 || 0, currency: code };
        const { amount, currency: written } = toStripeAmount(money);
        expect(fromStripeAmount(amount, written)).toEqual(money);
      }),
      { seed: 1042 },
    );
  });

  it('are rounded where a proration left a fraction of a króna', () => {
    expect(fromStripeAmount(1_250, 'isk')).toEqual({ amountMinor: 13, currency: 'ISK' });
    expect(Object.is(fromStripeAmount(-10, 'isk').amountMinor, 0)).toBe(true);
  });
});
