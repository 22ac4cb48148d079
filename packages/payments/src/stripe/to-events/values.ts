import { type Money, timestampFromSeconds } from '@touchline/core';
import { fromStripeAmount } from '../currencies.ts';
import type { StripeAddress } from '../payload/fields.ts';

/** An amount that may be absent. */
export const moneyOf = (amount: number | undefined, currency: string | undefined): Money | undefined =>
  amount === undefined || currency === undefined ? undefined : fromStripeAmount(amount, currency);

/** A time that may be absent. */
export const timeOf = (epochSeconds: number | undefined): string | undefined =>
  epochSeconds === undefined ? undefined : timestampFromSeconds(epochSeconds);

/** An address that may be absent, or empty. */
export const addressOf = (address: StripeAddress | undefined, name?: string) => {
  if (!address || Object.values(address).every((part) => part === undefined)) return undefined;
  const { line1, line2, city, state, postal_code, country } = address;
  return { name, line1, line2, city, region: state, postalCode: postal_code, country };
};

/** The first of a list that may be absent. */
export const firstOf = <Item>(list: { readonly data: readonly Item[] } | undefined): Item | undefined =>
  list?.data[0];
