import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';

/** A value of a form or a query. `undefined` is left out; `null` is sent as an empty value. */
export type FormValue =
  | string
  | number
  | bigint
  | boolean
  | Secret
  | null
  | undefined
  | readonly FormValue[]
  | { readonly [name: string]: FormValue };

/** The fields of a form, or the parameters of a query. */
export type FormFields = { readonly [name: string]: FormValue };

/**
 * How an array is written.
 *
 * - `index`: `items[0][price]=a&items[1][price]=b`, as Stripe has it (https://docs.stripe.com/api).
 * - `brackets`: `tags[]=a&tags[]=b`.
 * - `repeat`: `MediaUrl=a&MediaUrl=b`, as Twilio and most query strings have it.
 */
export type FormArrays = 'index' | 'brackets' | 'repeat';

/**
 * Encodes fields as `application/x-www-form-urlencoded`; nested objects in brackets: `metadata[order]=42`.
 *
 * @throws TouchlineError `action.input_invalid` for a number that is not finite, and for what is nested deeper than 16 levels.
 */
export const encodeForm = (fields: FormFields, arrays: FormArrays = 'index'): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => pairsOf(name, value, arrays, 1)),
  ).toString();

const deepest = 16;

const pairsOf = (name: string, value: FormValue, arrays: FormArrays, depth: number): [string, string][] => {
  if (value === undefined) return [];
  if (depth > deepest) throw new TouchlineError('action.input_invalid', 'A form is nested too deep.');
  if (isArray(value))
    return value.flatMap((item, index) => pairsOf(itemName(name, index, arrays), item, arrays, depth + 1));
  if (typeof value === 'object' && value !== null && !(value instanceof Secret))
    return Object.entries(value).flatMap(([key, inner]) =>
      pairsOf(`${name}[${key}]`, inner, arrays, depth + 1),
    );
  return [[name, textOf(name, value)]];
};

const isArray: (value: FormValue) => value is readonly FormValue[] = Array.isArray;

const itemName = (name: string, index: number, arrays: FormArrays): string => {
  if (arrays === 'index') return `${name}[${index}]`;
  return arrays === 'brackets' ? `${name}[]` : name;
};

const textOf = (name: string, value: string | number | bigint | boolean | Secret | null): string => {
  if (value instanceof Secret) return value.reveal();
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TouchlineError('action.input_invalid', `${name} must be a finite number.`);
  return value === null ? '' : String(value);
};
