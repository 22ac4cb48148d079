import { type Money, TouchlineError } from '@touchline/core';
import { fromVendorUnit, toVendorUnit, type VendorExponents } from '../minor-units.ts';

/**
 * How many decimals the unit of Adyen's amounts has, where it is not what ISO 4217 says.
 *
 * @see https://docs.adyen.com/development-resources/currency-codes
 */
const adyenExponents: VendorExponents = { CLP: 2, CVE: 0, IDR: 0, ISK: 2 };

/** An amount as Adyen writes it: https://docs.adyen.com/api-explorer/Checkout/71/post/payments#request-amount. */
export interface AdyenAmount {
  readonly value: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Writes an amount in Adyen's unit. @throws TouchlineError `action.input_invalid` when Adyen has no unit so small. */
export const toAdyenAmount = ({ amountMinor, currency }: Money): AdyenAmount => {
  const value = toVendorUnit(amountMinor, currency, adyenExponents);
  if (!Number.isSafeInteger(value))
    throw new TouchlineError('action.input_invalid', `Adyen takes no such fraction of ${currency}.`);
  return { value, currency };
};

/** Reads an amount of Adyen's. */
export const fromAdyenAmount = ({ value, currency }: AdyenAmount): Money => ({
  amountMinor: fromVendorUnit(value, currency, adyenExponents),
  currency,
});
