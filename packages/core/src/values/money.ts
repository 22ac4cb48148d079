import { z } from 'zod';

/**
 * Currencies of ISO 4217 whose minor unit is not a hundredth. Everything else has two decimals.
 * Source: ISO 4217 list one, https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const currencyPattern = /^[A-Z]{3}$/;

/** An ISO 4217 alphabetic code, upper case. */
export const currency = z.string().regex(currencyPattern, 'must be an ISO 4217 code in upper case');

const schema = z
  .object({
    amountMinor: z.int().describe('The amount in minor units of the currency: cents for EUR, yen for JPY.'),
    currency: currency.describe('ISO 4217 code, upper case.'),
  })
  .meta({ id: 'Money', description: 'An amount of money in minor units of its currency.' });

/** See {@link money}. */
export interface Money extends z.output<typeof schema> {}

/** The schema of {@link Money}, under a name so that what is made of it stays short. */
export interface MoneySchema extends z.ZodType<Money, Money> {}

/** An amount of money in minor units: `{ amountMinor: 1999, currency: 'EUR' }` is 19.99 euros. */
export const money: MoneySchema = schema;

/** How many decimals the minor unit of a currency has by ISO 4217: 2 for EUR, 0 for JPY, 3 for BHD. */
export const minorUnitExponent = (currencyCode: string): number => exponents[currencyCode.toUpperCase()] ?? 2;

/**
 * Reads a decimal string, as PayPal, Mollie and most banks send amounts, without passing through floating point.
 * Decimals beyond those of the currency must be zeros: `10.00` JPY is 10 yen, `10.50` JPY is an error.
 *
 * @throws RangeError when it is not a plain decimal number, has more decimals than the currency, or is too large to be
 *   held exactly; and when the currency is not a code of three letters.
 */
export const moneyFromDecimal = (decimal: string, currencyCode: string): Money => {
  const code = currencyCode.toUpperCase();
  if (!currencyPattern.test(code)) throw new RangeError('A currency is an ISO 4217 code of three letters.');
  const exponent = minorUnitExponent(code);
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,16}))?$/.exec(decimal.trim());
  const fraction = (match?.[3] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > exponent)
    throw new RangeError(`An amount in ${code} is a decimal number with at most ${exponent} decimals.`);
  const amountMinor = Number(`${match[1]}${match[2]}${fraction.padEnd(exponent, '0')}`);
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError('The amount is too large.');
  return { amountMinor: amountMinor === 0 ? 0 : amountMinor, currency: code };
};

/**
 * The decimal string of an amount, with all the decimals of its currency: `19.90`.
 *
 * @throws RangeError when the amount is not a whole number of minor units.
 */
export const moneyToDecimal = ({ amountMinor, currency: currencyCode }: Money): string => {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError('An amount is a whole number of minor units.');
  const exponent = minorUnitExponent(currencyCode);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  return `${amountMinor < 0 ? '-' : ''}${whole}${exponent > 0 ? `.${fraction}` : ''}`;
};
