import { TouchlineError } from '@touchline/core';

/** A query, or a part of one, in which every value is a literal. */
export interface Soql {
  readonly text: string;
}

/** What a query compares with. */
export type SoqlValue = string | number | boolean | null;

/**
 * Writes a query whose values cannot break out of their literals: `` soql`SELECT Id FROM Contact WHERE Email = ${email}` ``. Parts that are
 * queries themselves, and names by {@link soqlNames}, stand as they are.
 *
 * @see https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-quotedstringescapes.html
 */
export const soql = (literals: TemplateStringsArray, ...values: readonly (SoqlValue | Soql)[]): Soql => ({
  text: literals.reduce((query, literal, index) => `${query}${written(values[index - 1] ?? null)}${literal}`),
});

/** Several conditions, of which one must hold. */
export const anyOf = (conditions: readonly Soql[]): Soql => joined(conditions, ' OR ');

/** Several conditions, which all must hold. */
export const allOf = (conditions: readonly Soql[]): Soql => joined(conditions, ' AND ');

/** A list of values, for `IN`. */
export const soqlList = (values: readonly SoqlValue[]): Soql => ({
  text: `(${values.map(written).join(', ')})`,
});

/**
 * Names of fields or objects, separated by commas.
 *
 * @throws TouchlineError `action.input_invalid` for what is no name; it could be a query of its own.
 */
export const soqlNames = (...names: readonly string[]): Soql => {
  for (const name of names)
    if (!/^[A-Za-z]\w{0,79}(?:\.[A-Za-z]\w{0,79}){0,5}$/.test(name))
      throw new TouchlineError(
        'action.input_invalid',
        'A field or object of Salesforce has a name that cannot be.',
        {
          connector: 'salesforce',
          issues: [{ path: 'properties', message: 'must be API names' }],
        },
      );
  return { text: names.join(', ') };
};

const joined = (conditions: readonly Soql[], by: string): Soql => ({
  text: conditions.map(({ text }) => (conditions.length > 1 ? `(${text})` : text)).join(by),
});

const written = (value: SoqlValue | Soql): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return value.text;
  if (typeof value === 'string') return `'${value.replace(special, escapeOf)}'`;
  if (Number.isFinite(value)) return String(value);
  throw new TouchlineError('action.input_invalid', 'A query compares with finite numbers only.', {
    connector: 'salesforce',
  });
};

/** The two reserved characters, and those that cannot stand in a query, or might not. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const special = /[\\'"\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Surrogate}]/gu;

const escapeOf = (character: string): string =>
  /[\\'"]/.test(character) ? `\\${character}` : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
