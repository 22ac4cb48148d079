import { type Money, moneyToDecimal } from '@touchline/core';
import type { Properties } from '../../contract.ts';
import type { SentFields } from './records.ts';

/**
 * Fields as Pipedrive takes them. Those that the caller names in Pipedrive's own words win over the fields of the contract: the API keys of custom
 * fields, and the names of others. `null` empties a field, `undefined` leaves it.
 *
 * @see https://pipedrive.readme.io/docs/core-api-concepts-custom-fields
 */
export const sentFields = (fields: SentFields, own: Properties = {}, custom: SentFields = {}): SentFields => {
  const given = [...Object.entries(fields), ...Object.entries(own)].filter(
    ([, value]) => value !== undefined,
  );
  const isCustom = (name: string): boolean => /^[0-9a-f]{40}$/.test(name);
  const customFields = [
    ...Object.entries(custom).filter(([, value]) => value !== undefined),
    ...given.filter(([name]) => isCustom(name)),
  ];
  return {
    ...Object.fromEntries(given.filter(([name]) => !isCustom(name))),
    ...(customFields.length > 0 && { custom_fields: Object.fromEntries(customFields) }),
  };
};

/** An amount, in a currency that the account must have. */
export const sentAmount = (amount: Money | undefined): SentFields =>
  amount === undefined ? {} : { value: Number(moneyToDecimal(amount)), currency: amount.currency };
