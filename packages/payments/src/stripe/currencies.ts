import { type Money, minorUnitExponent, TouchlineError } from '@touchline/core';

/**
 * How many decimals the unit of Stripe's amounts has, where it is not what ISO 4217 says: the krona and the Ugandan shilling
 * lost their cents and keep them in the API, and the ariary never has any there.
 *
 * @see https://docs.stripe.com/currencies#special-cases
 */
const stripeExponents: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Three-decimal currencies: the last digit of an amount must be 0. Source: https://docs.stripe.com/currencies#three-decimal */
const roundedToTens: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** An amount as Stripe's API writes it. */
export interface StripeAmount {
  readonly amount: number;
  /** ISO 4217, lower case. */
  readonly currency: string;
}

/**
 * Writes an amount in Stripe's unit. Three-decimal currencies are rounded to tens, as Stripe demands, so 5.124 KWD becomes
 * 5.120; the answer tells what was taken.
 *
 * @throws TouchlineError `action.input_invalid` when Stripe has no unit so small: it takes no part of an ariary, and no
 *   amount that rounds to nothing.
 */
export const toStripeAmount = ({ amountMinor, currency }: Money): StripeAmount => {
  const exact = shift(amountMinor, decimalsAdded(currency));
  const amount = roundedToTens.has(currency) ? Math.round(exact / 10) * 10 : exact;
  if (!Number.isSafeInteger(amount) || (amount === 0 && amountMinor !== 0))
    throw new TouchlineError('action.input_invalid', `Stripe takes no such fraction of ${currency}.`);
  return { amount, currency: currency.toLowerCase() };
};

/** Reads an amount of Stripe's. A fraction that ISO 4217 has no unit for, as prorations leave in krónur, is rounded. */
export const fromStripeAmount = (amount: number, currency: string): Money => {
  const code = currency.toUpperCase();
  const amountMinor = Math.round(shift(amount, -decimalsAdded(code)));
  return { amountMinor: amountMinor === 0 ? 0 : amountMinor, currency: code };
};

/** By how many decimals Stripe's unit is smaller than the minor unit of ISO 4217: 2 for ISK, -2 for MGA, else 0. */
const decimalsAdded = (code: string): number => {
  const stripeExponent = Object.hasOwn(stripeExponents, code) ? stripeExponents[code] : undefined;
  return stripeExponent === undefined ? 0 : stripeExponent - minorUnitExponent(code);
};

/** Divides rather than multiplies by a fraction: only the first is exact. */
const shift = (amount: number, decimals: number): number =>
  decimals >= 0 ? amount * 10 ** decimals : amount / 10 ** -decimals;
