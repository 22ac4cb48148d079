import { type Money, TouchlineError } from '@touchline/core';
import { fromVendorUnit, toVendorUnit, type VendorExponents } from '../minor-units.ts';

/**
 * How many decimals the unit of Stripe's amounts has, where it is not what ISO 4217 says: the krona and the Ugandan shilling
 * lost their cents and keep them in the API, and the ariary never has any there.
 *
 * @see https://docs.stripe.com/currencies#special-cases
 */
const stripeExponents: VendorExponents = { ISK: 2, UGX: 2, MGA: 0 };

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
  const exact = toVendorUnit(amountMinor, currency, stripeExponents);
  const amount = roundedToTens.has(currency) ? Math.round(exact / 10) * 10 : exact;
  if (!Number.isSafeInteger(amount) || (amount === 0 && amountMinor !== 0))
    throw new TouchlineError('action.input_invalid', `Stripe takes no such fraction of ${currency}.`);
  return { amount, currency: currency.toLowerCase() };
};

/** Reads an amount of Stripe's. A fraction that ISO 4217 has no unit for, as prorations leave in krónur, is rounded. */
export const fromStripeAmount = (amount: number, currency: string): Money => {
  const code = currency.toUpperCase();
  return { amountMinor: fromVendorUnit(amount, code, stripeExponents), currency: code };
};
