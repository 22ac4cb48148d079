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
 * @throws TouchlineError `action.input_invalid` for a number that is not finite, for what is nested deeper than 16 levels, and
 *   for what a form cannot hold, such as a Date.
 */
export const encodeForm = (fields: FormFields, arrays: FormArrays = 'index'): string => {
  if (!isFields(fields)) throw refused('A form', 'must be an object of fields');
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => pairsOf(name, value, arrays, 1)),
  ).toString();
};

const deepest = 16;

const pairsOf = (name: string, value: FormValue, arrays: FormArrays, depth: number): [string, string][] => {
  if (value === undefined) return [];
  if (depth > deepest) throw refused('A form', 'is nested too deep');
  if (isArray(value))
    return value.flatMap((item, index) => pairsOf(itemName(name, index, arrays), item, arrays, depth + 1));
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inner]) =>
      pairsOf(`${name}[${key}]`, inner, arrays, depth + 1),
    );
  return [[name, textOf(name, value)]];
};

/** A plain object. A Date or a Map has no entries, so it would vanish without a word. */
const isFields = (value: unknown): value is FormFields => {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const isArray: (value: FormValue) => value is readonly FormValue[] = Array.isArray;

const itemName = (name: string, index: number, arrays: FormArrays): string => {
  if (arrays === 'index') return `${name}[${index}]`;
  return arrays === 'brackets' ? `${name}[]` : name;
};

const textOf = (name: string, value: unknown): string => {
  if (value instanceof Secret) return value.reveal();
  if (value === null) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) throw refused(name, 'must be a finite number');
  if (!writable.has(typeof value)) throw refused(name, 'must be text, a number or a boolean');
  return String(value);
};

const writable: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean']);

const refused = (name: string, why: string): TouchlineError =>
  new TouchlineError('action.input_invalid', `${name} ${why}.`);
