import { minorUnitExponent } from '@touchline/core';

/** How many decimals a vendor's unit has, by currency, where it is not what ISO 4217 says. */
export type VendorExponents = Readonly<Record<string, number>>;

/** An amount in minor units of ISO 4217, in the vendor's unit. It has a fraction where the vendor has no unit so small. */
export const toVendorUnit = (amountMinor: number, currency: string, exponents: VendorExponents): number =>
  shift(amountMinor, decimalsAdded(currency, exponents));

/** An amount in the vendor's unit, in minor units of ISO 4217: rounded where that has none so small. */
export const fromVendorUnit = (amount: number, currency: string, exponents: VendorExponents): number => {
  const amountMinor = Math.round(shift(amount, -decimalsAdded(currency, exponents)));
  return amountMinor === 0 ? 0 : amountMinor;
};

/** By how many decimals the vendor's unit is smaller than the minor unit of ISO 4217. */
const decimalsAdded = (code: string, exponents: VendorExponents): number => {
  const exponent = Object.hasOwn(exponents, code) ? exponents[code] : undefined;
  return exponent === undefined ? 0 : exponent - minorUnitExponent(code);
};

/** Divides rather than multiplies by a fraction: only the first is exact. */
const shift = (amount: number, decimals: number): number =>
  decimals >= 0 ? amount * 10 ** decimals : amount / 10 ** -decimals;
