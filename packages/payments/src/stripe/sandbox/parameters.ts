import { type FormPair, parseFormPairs } from '@touchline/core';
import { refuse } from './answers.ts';

/** The parameters of a request: texts, and groups of them by name or by number. */
export interface Parameters {
  readonly [name: string]: string | Parameters | undefined;
}

/** Reads a form as Stripe does: `line_items[0][quantity]=1` is a group in a group. */
export const readParameters = (text: string): Parameters =>
  nest(parseFormPairs(new TextEncoder().encode(text)));

/** Puts pairs with names in brackets into groups. The records have no prototype. */
const nest = (pairs: readonly FormPair[]): Parameters => {
  const root: Record<string, unknown> = Object.create(null);
  for (const [name, value] of pairs) {
    const path = name
      .split(/\[|\]\[|\]/)
      .filter((part, index, parts) => part !== '' || index < parts.length - 1);
    let group = root;
    for (const [index, part] of path.entries()) {
      const key = part === '' ? String(Object.keys(group).length) : part;
      if (index === path.length - 1) group[key] = value;
      else {
        if (typeof group[key] !== 'object') group[key] = Object.create(null);
        group = group[key] as Record<string, unknown>;
      }
    }
  }
  return root as Parameters;
};

/** Refuses a parameter that the endpoint does not have. */
export const requireKnown = (parameters: Parameters, known: readonly string[]): void => {
  for (const name of Object.keys(parameters))
    if (!known.includes(name))
      throw refuse(400, {
        type: 'invalid_request_error',
        code: 'parameter_unknown',
        param: name,
        message: `Received unknown parameter: ${name}`,
      });
};

/** A text that may be absent. */
export const textOf = (parameters: Parameters, name: string): string | undefined => {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A text that must be there. */
export const requiredText = (parameters: Parameters, name: string): string => {
  const value = textOf(parameters, name);
  if (value === undefined)
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'parameter_missing',
      param: name,
      message: `Missing required param: ${name}.`,
    });
  return value;
};

/** A whole number above zero that may be absent. */
export const amountOf = (parameters: Parameters, name: string): number | undefined => {
  const text = textOf(parameters, name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,11}$/.test(text))
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'parameter_invalid_integer',
      param: name,
      message: `Invalid integer: ${text}`,
    });
  return Number(text);
};

/** A group that may be absent. */
export const groupOf = (parameters: Parameters, name: string): Parameters => {
  const value = parameters[name];
  return typeof value === 'object' ? value : {};
};

/** Metadata as it is stored: an empty value removes its key. Limits: https://docs.stripe.com/metadata. */
export const metadataOf = (parameters: Parameters, before: object = {}): Record<string, string> => {
  const merged = { ...before, ...groupOf(parameters, 'metadata') };
  const kept = Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== '');
  for (const [key, value] of kept)
    if (key.length > 40 || value.length > 500)
      throw refuse(400, {
        type: 'invalid_request_error',
        param: 'metadata',
        message: 'Metadata keys can have up to 40 characters, values up to 500 characters.',
      });
  return Object.fromEntries(kept);
};
