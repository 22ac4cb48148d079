import { type Money, moneyToDecimal } from '@touchline/core';
import type { Properties } from '../../contract.ts';
import type { SentProperties } from './records.ts';

/**
 * Properties as HubSpot takes them. Those that the caller names in HubSpot's own words win over the fields of the contract;
 * `null` empties a property, `undefined` leaves it.
 *
 * @see https://developers.hubspot.com/docs/api/crm/properties
 */
export const sentProperties = (
  fields: Readonly<Record<string, string | number | undefined>>,
  own: Properties = {},
): SentProperties =>
  Object.fromEntries(
    [...Object.entries(fields), ...Object.entries(own)]
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === null ? '' : String(value)]),
  );

/** An amount, in a currency that the account must have activated. */
export const sentAmount = (amount: Money | undefined): Record<string, string> =>
  amount === undefined ? {} : { amount: moneyToDecimal(amount), deal_currency_code: amount.currency };
