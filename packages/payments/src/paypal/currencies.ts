import {
  type Money,
  minorUnitExponent,
  moneyFromDecimal,
  moneyToDecimal,
  TouchlineError,
} from '@touchline/core';

/**
 * Currencies of which PayPal takes no decimals, though ISO 4217 has some.
 *
 * @see https://developer.paypal.com/api/rest/reference/currency-codes/
 */
const withoutDecimals: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD']);

/** An amount as PayPal's API of today writes it. */
export interface PayPalAmount {
  readonly currency_code: string;
  readonly value: string;
}

/** Writes an amount as a decimal. @throws TouchlineError `action.input_invalid` when PayPal takes no such fraction. */
export const toPayPalAmount = (money: Money): PayPalAmount => {
  const { amountMinor, currency } = money;
  if (!withoutDecimals.has(currency)) return { currency_code: currency, value: moneyToDecimal(money) };
  const whole = amountMinor / 10 ** minorUnitExponent(currency);
  if (!Number.isSafeInteger(whole))
    throw new TouchlineError('action.input_invalid', `PayPal takes no fraction of ${currency}.`);
  return { currency_code: currency, value: String(whole) };
};

/** Reads an amount of PayPal's. @throws RangeError when it is none. */
export const fromPayPalAmount = ({ currency_code, value }: PayPalAmount): Money =>
  moneyFromDecimal(value, currency_code);
