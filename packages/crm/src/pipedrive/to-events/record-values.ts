import { type JsonValue, jsonValue } from '@touchline/core';
import { type FieldValues, fieldValues } from '../../records/field-values.ts';
import type { SentRecord } from '../payload.ts';

/**
 * The fields of a record as texts, under the same names in both versions: the primary e-mail is `email` and the primary number `phone`, the parts of an
 * address are `address_locality` and so on, custom fields stand beside the others.
 *
 * @see https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide
 */
export const recordValues = (record: SentRecord): FieldValues =>
  fieldValues(Object.entries(propertiesOf(record)).flatMap(([name, value]) => textsOf(name, value)));

/** The fields of a record by Pipedrive's names of them, custom ones among the others. */
export const propertiesOf = ({ custom_fields: custom, ...fields }: SentRecord): Record<string, JsonValue> =>
  Object.fromEntries(
    [...Object.entries(fields), ...Object.entries(isObject(custom) ? custom : {})].flatMap(
      ([name, value]) => {
        const parsed = name !== '' && name.length <= 256 ? jsonValue.safeParse(value) : undefined;
        return parsed?.success ? [[name, parsed.data] as const] : [];
      },
    ),
  );

type Text = readonly [name: string, value: string | number | boolean];

const textsOf = (name: string, value: JsonValue): readonly Text[] => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [[name, value]];
  if (Array.isArray(value)) return primaryOf(name.replace(/s$/, ''), value);
  if (value === null) return [];
  // An owner or a person may come whole, an amount with its currency, an address in its parts.
  const { id, value: own, amount, currency, ...parts } = value;
  const single = id ?? amount ?? own;
  return [
    ...(isScalar(single) ? [[name, single] as const] : []),
    ...(isScalar(currency) ? [['currency', currency] as const] : []),
    ...Object.entries(parts).flatMap(([part, each]) =>
      isScalar(each) ? [[`${name}_${part}`, each] as const] : [],
    ),
  ];
};

/** The primary one of several addresses, else the first. */
const primaryOf = (name: string, values: readonly unknown[]): readonly Text[] => {
  const addresses = values.filter(isObject);
  const { value } = addresses.find(({ primary }) => primary === true) ?? addresses[0] ?? {};
  return isScalar(value) ? [[name, value]] : [];
};

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
