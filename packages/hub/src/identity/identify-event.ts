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
  return (event) => {
    // What stands in it are words such as `[redacted identifier]`, which are nobody's.
    if (isErasedEvent(event)) return undefined;
    const found = new Map<string, Identifier>();
    let person: string | undefined;
    const add = (namespace: IdentifierNamespace, raw: unknown): void => {
      const identifier = normaliseIdentifier(rules, namespace, raw);
      if (!identifier) return;
      if (namespace === 'user' && isAnchorId(identifier.value)) person = identifier.value;
      else found.set(`${namespace} ${identifier.value}`, identifier);
    };
    for (const [namespace, raw] of customerOf(event.data)) add(namespace, raw);
    for (const [namespace, path] of rules.paths.get(event.type) ?? [])
      add(namespace, valueAt(event.data, path));
    // The hub's own id says nothing that the other identifiers do not say.
    if (found.size === 0 && person !== undefined)
      found.set('', { namespace: personNamespace, value: person });
    if (found.size === 0) return undefined;
    const identifiers = [...found.values()];
    if (identifiers.length > 1)
      identifiers.sort(
        (one, other) =>
          Number(isBlocked(one)) - Number(isBlocked(other)) ||
          rankOf(rules, one.namespace) - rankOf(rules, other.namespace) ||
          compareTexts(one.namespace, other.namespace) ||
          compareTexts(one.value, other.value),
      );
    const strongest = identifiers.slice(0, mostOfOneEvent);
    const tenant = event.tenantid ?? '';
    return { tenant, identifiers: strongest, anchor: anchorOf(tenant, strongest[0] as Identifier) };
  };
};

/** No honest event knows a person by more. */
const mostOfOneEvent = 32;

/** Takes anything: the schema of a custom event may call something else `customer`. */
function* customerOf(data: unknown): Iterable<readonly [IdentifierNamespace, unknown]> {
  const customer = memberOf(data, 'customer');
  if (typeof customer !== 'object' || customer === null) return;
  yield ['user', memberOf(customer, 'id')];
  const externalIds = memberOf(customer, 'externalIds');
  if (typeof externalIds === 'object' && externalIds !== null && !Array.isArray(externalIds))
    for (const [connector, id] of Object.entries(externalIds))
      if (connector.length <= 128) yield [`external:${connector}`, id];
  yield ['email', memberOf(customer, 'email')];
  yield ['phone', memberOf(customer, 'phone')];
  yield ['anonymous', memberOf(customer, 'anonymousId')];
}

const valueAt = (data: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => memberOf(value, name), data);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** By code units: the same everywhere. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
