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

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};

/** Plain text for a property that HubSpot shows as HTML: what a customer wrote stays text. */
export const htmlOf = (text: string | undefined): string | undefined =>
  text?.replace(/\r\n?/g, '\n').replace(/[&<>"'\n]/g, (character) => escapes[character] ?? '');
