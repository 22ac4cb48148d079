import { type Money, moneyToDecimal, TouchlineError } from '@touchline/core';
import type { Properties } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import type { SentFields } from './records.ts';

/**
 * Fields as Salesforce takes them. Those that the caller names in Salesforce's own words win over the fields of the contract; `null` empties a field,
 * `undefined` leaves it.
 */
export const sentFields = (
  fields: Readonly<Record<string, string | number | undefined>>,
  own: Properties = {},
): SentFields =>
  Object.fromEntries(
    [...Object.entries(fields), ...Object.entries(own)].filter(
      (entry): entry is [string, string | number | boolean | null] => entry[1] !== undefined,
    ),
  );

/**
 * An amount. An org without several currencies has no place for another one than its own: it would be taken for its own.
 *
 * @throws TouchlineError `action.not_supported` when the org has no place for the currency, or the config does not say which one is its own.
 */
export const sentAmount = (
  amount: Money | undefined,
  { currency, multiCurrency }: SalesforceSettings,
): Record<string, number | string> => {
  if (amount === undefined) return {};
  const Amount = Number(moneyToDecimal(amount));
  if (multiCurrency) return { Amount, CurrencyIsoCode: amount.currency };
  if (amount.currency === currency) return { Amount };
  throw new TouchlineError(
    'action.not_supported',
    currency === undefined
      ? 'An amount needs currency, or multiCurrency, in the config of salesforce.'
      : `The org of salesforce has one currency, ${currency}: an amount in another one needs multiCurrency in the config.`,
    {
      connector: 'salesforce',
      issues: [{ path: 'amount.currency', message: 'is not the currency of the org' }],
    },
  );
};

/** As much of a text as a field takes. */
export const cut = (text: string | undefined, length: number): string | undefined =>
  text === undefined || text.length <= length ? text : `${text.slice(0, length - 1)}…`;
