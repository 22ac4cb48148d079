import { type TouchlineEvent, valueAt } from '@touchline/core';
import type { ConsentRules } from './consent-rules.ts';

/** Where an event says that its person is, as ISO 3166; undefined where it does not say. Pure. */
export const regionOfEvent = ({ regionPaths }: ConsentRules, event: TouchlineEvent): string | undefined => {
  const path = regionPaths.get(event.type);
  const own = path && readRegion(valueAt(event.data, path));
  if (own !== undefined) return own;
  if (!/^(?:order|checkout|contact)\./.test(event.type)) return undefined;
  for (const name of ['shippingAddress', 'billingAddress', 'address']) {
    const region = readRegion(valueAt(event.data, [name]));
    if (region !== undefined) return region;
  }
  return undefined;
};

/** ISO 3166 of a code, or of an address with one; undefined where there is none. */
export const readRegion = (value: unknown): string | undefined => {
  if (typeof value === 'string') {
    const code = value.trim().toUpperCase();
    return /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/.test(code) ? code : undefined;
  }
  const country = valueAt(value, ['country']);
  if (typeof country !== 'string' || !/^[A-Z]{2}$/i.test(country)) return undefined;
  const part = valueAt(value, ['region']);
  const isCode = typeof part === 'string' && /^[A-Z0-9]{1,3}$/.test(part);
  return `${country.toUpperCase()}${isCode ? `-${part}` : ''}`;
};
