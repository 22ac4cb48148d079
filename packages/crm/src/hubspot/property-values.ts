import { emailAddress, type Money, moneyFromDecimal, phoneNumber, timestampFromMs } from '@touchline/core';
import type { HubspotSettings } from './config.ts';

/** The values of a record's properties, by their internal names; empty ones are not among them. */
export type PropertyValues = ReadonlyMap<string, string>;

/** Makes {@link PropertyValues} of what HubSpot sends. */
export const propertyValues = (entries: Iterable<readonly [name: string, value: unknown]>): PropertyValues =>
  new Map(
    [...entries]
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );

/** Reads one thing out of a record's properties; undefined where it is not there or makes no sense. */
export type Read<Value> = (
  values: PropertyValues,
  settings: Pick<HubspotSettings, 'currency'>,
) => Value | undefined;

/** The text of the first of these properties that has one. */
export const text =
  (...names: readonly string[]): Read<string> =>
  (values) =>
    names.map((name) => values.get(name)).find((value) => value !== undefined);

/** A number, such as a probability. */
export const number =
  (name: string, accept: (value: number) => boolean = () => true): Read<number> =>
  (values) => {
    const value = Number(values.get(name) ?? Number.NaN);
    return Number.isFinite(value) && accept(value) ? value : undefined;
  };

/** A time; HubSpot writes both milliseconds since the epoch and RFC 3339. */
export const time =
  (...names: readonly string[]): Read<string> =>
  (values) => {
    const value = text(...names)(values, {}) ?? '';
    const epochMs = /^\d{1,15}$/.test(value) ? Number(value) : Date.parse(value);
    return epochMs >= 0 && epochMs < 253_402_300_800_000 ? timestampFromMs(epochMs) : undefined;
  };

/** An amount in the currency that the record names, else in the account's own. Without either it is not an amount. */
export const amount =
  (name: string): Read<Money> =>
  (values, { currency }) => {
    const code = values.get('deal_currency_code') ?? currency;
    const decimal = values.get(name);
    if (code === undefined || decimal === undefined) return undefined;
    try {
      return moneyFromDecimal(decimal, code);
    } catch {
      return undefined;
    }
  };

/** An e-mail address that is one. */
export const email =
  (name: string): Read<string> =>
  (values) =>
    emailAddress.safeParse(values.get(name)).data;

/** A telephone number that is written in E.164; of another notation nobody knows the country. */
export const phone =
  (...names: readonly string[]): Read<string> =>
  (values) =>
    names.map((name) => phoneNumber.safeParse(values.get(name)).data).find((value) => value !== undefined);

/** What each of some readers finds, by name; what they do not find is left out. */
export type Found<Readers extends Record<string, Read<unknown>>> = {
  [Name in keyof Readers]?: NonNullable<ReturnType<Readers[Name]>>;
};

/** Reads several things at once. */
export const readAll = <Readers extends Record<string, Read<unknown>>>(
  readers: Readers,
  values: PropertyValues,
  settings: Pick<HubspotSettings, 'currency'>,
): Found<Readers> =>
  Object.fromEntries(
    Object.entries(readers)
      .map(([name, read]) => [name, read(values, settings)])
      .filter(([, value]) => value !== undefined),
  ) as Found<Readers>;
