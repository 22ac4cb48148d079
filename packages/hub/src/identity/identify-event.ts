import type { TouchlineEvent } from '@touchline/core';
import { isErasedEvent } from '../seal/sealed-event.ts';
import { type AnchorId, type AnchorOf, isAnchorId } from './anchor.ts';
import { createBlocklist } from './blocklist.ts';
import type { Identifier, IdentifierNamespace } from './identifier.ts';
import { type IdentityRules, rankOf } from './identity-rules.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';

/** Whom an event is about. */
export interface IdentifiedEvent {
  /** `''` where the event has none. */
  readonly tenant: string;
  /** Strongest first, and what is blocked last; at least one. */
  readonly identifiers: readonly Identifier[];
  /** Of the first identifier: what is stored of the event belongs to it. */
  readonly anchor: AnchorId;
}

/** Reads whom an event is about; undefined where it names nobody. The same event always gives the same. */
export type IdentifyEvent = (event: TouchlineEvent) => IdentifiedEvent | undefined;

/** The namespace of the ids that the hub gives: `prs_…`. An event names a person by one where it knows nothing else. */
export const personNamespace = 'person';

/** @param anchorOf computes the anchors. */
export const createIdentifyEvent = (rules: IdentityRules, anchorOf: AnchorOf): IdentifyEvent => {
  const isBlocked = createBlocklist(rules);

  /** The lower, the stronger; what is blocked comes after everything else. */
  const weaknessOf = (identifier: Identifier): number =>
    rankOf(rules, identifier.namespace) + (isBlocked(identifier) ? rules.strength.length + 1 : 0);

  return (event) => {
    // What stands in it are words such as `[redacted identifier]`, which are nobody's.
    if (isErasedEvent(event)) return undefined;
    const found: Found[] = [];
    let person: string | undefined;
    const add = (namespace: IdentifierNamespace, raw: unknown): void => {
      if (raw === undefined) return;
      const identifier = normaliseIdentifier(rules, namespace, raw);
      if (!identifier) return;
      if (namespace === 'user' && isAnchorId(identifier.value)) person = identifier.value;
      else found.push({ identifier, weakness: weaknessOf(identifier) });
    };
    addCustomer(event.data, add);
    for (const [namespace, path] of rules.paths.get(event.type) ?? [])
      add(namespace, valueAt(event.data, path));
    const tenant = event.tenantid ?? '';
    const identifiers = strongestFirst(found);
    // The hub's own id says nothing that the other identifiers do not say.
    if (identifiers.length === 0 && person !== undefined)
      identifiers.push({ namespace: personNamespace, value: person });
    const [strongest] = identifiers;
    return strongest && { tenant, identifiers, anchor: anchorOf(tenant, strongest) };
  };
};

interface Found {
  readonly identifier: Identifier;
  readonly weakness: number;
}

/** In their order, each once, and no more than an honest event has. */
const strongestFirst = (found: Found[]): Identifier[] => {
  // Mostly they come in their order already.
  for (let place = 1; place < found.length; place += 1)
    if (compareFound(found[place - 1] as Found, found[place] as Found) >= 0) {
      found.sort(compareFound);
      break;
    }
  const identifiers: Identifier[] = [];
  for (const { identifier } of found) {
    const last = identifiers.at(-1);
    if (last?.namespace === identifier.namespace && last.value === identifier.value) continue;
    identifiers.push(identifier);
    if (identifiers.length === mostOfOneEvent) break;
  }
  return identifiers;
};

const mostOfOneEvent = 32;

const compareFound = (one: Found, other: Found): number =>
  one.weakness - other.weakness ||
  compareTexts(one.identifier.namespace, other.identifier.namespace) ||
  compareTexts(one.identifier.value, other.identifier.value);

/** Takes anything: the schema of a custom event may call something else `customer`. */
const addCustomer = (data: unknown, add: (namespace: IdentifierNamespace, raw: unknown) => void): void => {
  const customer = memberOf(data, 'customer');
  if (typeof customer !== 'object' || customer === null) return;
  add('user', memberOf(customer, 'id'));
  const externalIds = memberOf(customer, 'externalIds');
  if (typeof externalIds === 'object' && externalIds !== null && !Array.isArray(externalIds))
    for (const [connector, id] of Object.entries(externalIds))
      if (connector.length <= 128) add(`external:${connector}`, id);
  add('email', memberOf(customer, 'email'));
  add('phone', memberOf(customer, 'phone'));
  add('anonymous', memberOf(customer, 'anonymousId'));
};

const valueAt = (data: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => memberOf(value, name), data);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** By code units: the same everywhere. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
