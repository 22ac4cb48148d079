import { createHmac } from 'node:crypto';
import type { TouchlineEvent } from '@touchline/core';
import { isAnchorId } from '../identity/anchor.ts';

/**
 * Stands for an attribute of an event in a sealed log: equal for equal values, so that a log still finds duplicates, keeps an
 * order and looks up; and nothing that can be turned back or checked without the hub's secret.
 */
export type PseudonymOf = (value: string) => string;

/** What the key of attributes is derived for: evidence and logs have the same pseudonyms, so that one finds the other. */
export const attributesPurpose = 'attributes of events';

/** @param key 32 bytes that only the hub knows. */
export const createPseudonymOf =
  (key: Uint8Array): PseudonymOf =>
  (value) =>
    isPseudonym(value)
      ? value
      : `~${createHmac('sha256', key).update(value).digest('base64url').slice(0, 22)}`;

/**
 * Pseudonyms stand as they are: those of an event that was read after its person was erased, and those of the hub's own persons, which
 * `enrich` makes the partition key.
 */
const isPseudonym = (value: string): boolean => /^~[\w-]{22}$/.test(value) || isAnchorId(value);

/** Attributes as a sealed log has them, and those that it keeps sealed. */
export interface SeparatedAttributes {
  readonly shown: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

/**
 * Takes apart the attributes of an event, its data aside. By rules that look at one attribute alone, because whoever asks the log
 * for a subject knows nothing else of the event: technical ones are shown; ids, subject and partition key, which may be an address
 * or made of one, are shown as pseudonyms; extensions that nobody here knows are not shown at all.
 */
export const separateAttributes = (
  { data: _, ...attributes }: TouchlineEvent,
  pseudonymOf: PseudonymOf,
): SeparatedAttributes => {
  const shown: Record<string, unknown> = {};
  const personal: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name === 'source') shown.source = shownSource(String(value), pseudonymOf);
    else if (technical.has(name)) shown[name] = value;
    else if (idNames.has(name)) shown[name] = shownId(String(value), pseudonymOf);
    else if (known.has(name)) shown[name] = pseudonymOf(String(value));
    if (shown[name] !== value) personal[name] = value;
  }
  return { shown, personal };
};

/** A source names a system. One that looks like an address is treated as personal all the same. */
export const shownSource = (source: string, pseudonymOf: PseudonymOf): string =>
  /@|%40|^(mailto|tel|sms):|(\+|%2b)\d{7}/i.test(source) ? pseudonymOf(source) : source;

/**
 * What may stand in clear of the id of an event: all of a UUID of version 7, which is a time and random bits, and which an event gets
 * where nobody says otherwise. Others may be made of anything.
 */
export const shownId = (id: string, pseudonymOf: PseudonymOf): string =>
  uuidOfVersion7.test(id) ? id : pseudonymOf(id);

const uuidOfVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Attributes that never are about a person. */
const technical: ReadonlySet<string> = new Set([
  'specversion',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'traceparent',
  'tracestate',
  'causationdepth',
  'origin',
  'tenantid',
  'sequence',
]);

/** Attributes whose equality means something. */
const known: ReadonlySet<string> = new Set(['subject', 'partitionkey']);

/** Attributes that are ids of events, or may be. */
const idNames: ReadonlySet<string> = new Set(['id', 'correlationid', 'causationid']);
