import { emailAddress, type Money, moneyFromDecimal, phoneNumber, timestampFromMs } from '@touchline/core';

/** The values of a record's fields, by the CRM's names of them; empty ones are not among them. */
export type FieldValues = ReadonlyMap<string, string>;

/** Makes {@link FieldValues} of what a CRM sends. */
export const fieldValues = (entries: Iterable<readonly [name: string, value: unknown]>): FieldValues =>
  new Map(
    [...entries]
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );

/** What of a connector's config counts in reading a record. */
export interface ReadSettings {
  /** The account's own currency. */
  readonly currency?: string | undefined;
}

/** Reads one thing out of a record's fields; undefined where it is not there or makes no sense. */
export type Read<Value> = (values: FieldValues, settings: ReadSettings) => Value | undefined;

/** The text of the first of these fields that has one. */
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

/** Whether a number counts things. */
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** A number in per cent, as a part of one. */
export const percent =
  (name: string): Read<number> =>
  (values, settings) => {
    const value = number(name, (each) => each >= 0 && each <= 100)(values, settings);
    return value === undefined ? undefined : value / 100;
  };

/** A time: RFC 3339, milliseconds since the epoch, or a date alone. Where no zone is named it is UTC. */
export const time =
  (...names: readonly string[]): Read<string> =>
  (values) => {
    const value = text(...names)(values, {}) ?? '';
    const epochMs = /^\d{1,15}$/.test(value) ? Number(value) : Date.parse(zoned(value));
    return epochMs >= 0 && epochMs < 253_402_300_800_000 ? timestampFromMs(epochMs) : undefined;
  };

/** `2026-11-21 09:30:00` would be read in the machine's own zone, and `+0000` is not as RFC 3339 has it. */
const zoned = (value: string): string =>
  value
    .replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/, '$1T$2Z')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2');

/** An amount in the currency that a field of the record names, else in the account's own. Without either it is not an amount. */
export const amount =
  (name: string, currencyName: string): Read<Money> =>
  (values, { currency }) => {
    const code = values.get(currencyName) ?? currency;
    const decimal = values.get(name);
    if (code === undefined || decimal === undefined) return undefined;
    try {
      return moneyFromDecimal(plain(decimal), code);
    } catch {
      return undefined;
    }
  };

/** Large numbers come as `1.25E7` from CRMs that write them as Java does. */
const plain = (decimal: string): string =>
  /^-?\d{1,17}(\.\d{1,17})?E\d{1,2}$/.test(decimal) ? String(Number(decimal)) : decimal;

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

/** A country that is written as its code of ISO 3166-1. */
export const country =
  (...names: readonly string[]): Read<string> =>
  (values) =>
    /^[A-Z]{2}$/.exec(text(...names)(values, {}) ?? '')?.[0];

/** The domain of a web site, however it is written: `https://www.example.com/about` is `example.com`. */
export const domain =
  (name: string): Read<string> =>
  (values) => {
    const website = values.get(name) ?? '';
    const host = URL.parse(/^https?:\/\//i.test(website) ? website : `https://${website}`)?.hostname ?? '';
    return host.includes('.') ? host.replace(/^www\./, '') : undefined;
  };

/** What several readers find, as one thing; undefined where none of them finds anything. */
export const group =
  <Readers extends Record<string, Read<unknown>>>(readers: Readers): Read<Found<Readers>> =>
  (values, settings) => {
    const found = readAll(readers, values, settings);
    return Object.keys(found).length > 0 ? found : undefined;
  };

/** What each of some readers finds, by name; what they do not find is left out. */
export type Found<Readers extends Record<string, Read<unknown>>> = {
  [Name in keyof Readers]?: NonNullable<ReturnType<Readers[Name]>>;
};

/** Reads several things at once. */
export const readAll = <Readers extends Record<string, Read<unknown>>>(
  readers: Readers,
  values: FieldValues,
  settings: ReadSettings,
): Found<Readers> =>
  Object.fromEntries(
    Object.entries(readers)
      .map(([name, read]) => [name, read(values, settings)])
      .filter(([, value]) => value !== undefined),
  ) as Found<Readers>;
