import type { AnchorId, AnchorOf } from './anchor.ts';
import type { Identifier } from './identifier.ts';
import { type IdentityRules, kindOfNamespace } from './identity-rules.ts';
import { normaliseIdentifier } from './normalise-identifier.ts';

/** Tells the identifiers that are nobody's. */
export const createBlocklist = (rules: IdentityRules): ((identifier: Identifier) => boolean) => {
  const blocked = new Map(
    [...rules.blocked].map(([namespace, values]) => [
      namespace,
      new Set(writtenAlike(rules, namespace, values)),
    ]),
  );
  /** By namespace, connectors and all. */
  const ofNamespace = new Map<string, Blocked>();
  const blockedOf = (namespace: string): Blocked => {
    const values = [blocked.get(namespace), blocked.get(kindOfNamespace(namespace))].flatMap((set) => [
      ...(set ?? []),
    ]);
    const found = { values: new Set(values), lengths: new Set(values.map(({ length }) => length)) };
    if (ofNamespace.size >= mostNamespaces) ofNamespace.clear();
    ofNamespace.set(namespace, found);
    return found;
  };
  return ({ namespace, value }) => {
    const { values, lengths } = ofNamespace.get(namespace) ?? blockedOf(namespace);
    // Texts are compared only where their lengths are equal: most are told apart by that.
    return lengths.has(value.length) && values.has(value);
  };
};

interface Blocked {
  readonly values: ReadonlySet<string>;
  readonly lengths: ReadonlySet<number>;
}

/**
 * The same by anchor, for a tenant: for where the identifiers themselves are not at hand.
 *
 * @param namespaces answers those of a kind, such as `external`: each connector has its own.
 */
export const blockedAnchors = (
  rules: IdentityRules,
  anchorOf: AnchorOf,
  tenant: string,
  namespace: string,
): ReadonlySet<AnchorId> => {
  const values = [namespace, kindOfNamespace(namespace)].flatMap((name) => rules.blocked.get(name) ?? []);
  return new Set(
    writtenAlike(rules, namespace, values).map((value) => anchorOf(tenant, { namespace, value })),
  );
};

const writtenAlike = (
  rules: IdentityRules,
  namespace: string,
  values: readonly string[],
): readonly string[] => values.map((value) => normaliseIdentifier(rules, namespace, value)?.value ?? value);

/** Each connector has one; who names more makes them up. */
const mostNamespaces = 1_000;
