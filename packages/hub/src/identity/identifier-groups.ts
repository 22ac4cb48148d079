import type { DomainMember, DomainSplit } from './cluster-domain.ts';
import { compareTexts, personNamespace } from './identify-event.ts';
import { type CompletePersonRules, limitOf, rankOf } from './identity-rules.ts';

/** Identifiers that grow together into persons, as far as limits and splits allow. */
export class IdentifierGroups {
  readonly #rules: CompletePersonRules;
  /** By the number of each member; a group is one object, shared by its members. */
  readonly #groups = new Map<number, Group>();

  constructor(rules: CompletePersonRules, members: readonly DomainMember[], splits: readonly DomainSplit[]) {
    this.#rules = rules;
    for (const member of members)
      this.#groups.set(member.number, {
        members: [member],
        counts: new Map([[member.namespace, 1]]),
        sides: sidesOf(member, splits),
      });
  }

  /** Makes the groups of two members one. Answers why not, where they may not be. */
  join(one: number, other: number, { evenBeyondLimits = false } = {}): string | undefined {
    const first = this.#groups.get(one) as Group;
    const second = this.#groups.get(other) as Group;
    if (first === second) return undefined;
    for (const [index, side] of first.sides) if ((second.sides.get(index) ?? side) !== side) return 'split';
    if (!evenBeyondLimits) {
      const namespace = this.#brokenLimit(first, second);
      if (namespace !== undefined) return `limit:${namespace}`;
    }
    const [small, large] = first.members.length < second.members.length ? [first, second] : [second, first];
    for (const member of small.members) this.#groups.set(member.number, large);
    large.members.push(...small.members);
    for (const [namespace, count] of small.counts)
      large.counts.set(namespace, count + (large.counts.get(namespace) ?? 0));
    for (const [index, side] of small.sides) large.sides.set(index, side);
    return undefined;
  }

  all(): readonly (readonly DomainMember[])[] {
    return [...new Set(this.#groups.values())].map(({ members }) => members);
  }

  /** The strongest namespace of which the two would have too many together. Whoever is beyond one already, by decision, may gain others. */
  #brokenLimit(one: Group, other: Group): string | undefined {
    const broken: string[] = [];
    for (const [namespace, count] of one.counts) {
      const more = other.counts.get(namespace) ?? 0;
      if (more > 0 && namespace !== personNamespace && count + more > limitOf(this.#rules, namespace))
        broken.push(namespace);
    }
    return broken.sort(
      (first, second) =>
        rankOf(this.#rules, first) - rankOf(this.#rules, second) || compareTexts(first, second),
    )[0];
  }
}

interface Group {
  readonly members: DomainMember[];
  readonly counts: Map<string, number>;
  /** On which side of each split it stands, where it stands on one. */
  readonly sides: Map<number, Side>;
}

type Side = 'left' | 'right';

const sidesOf = ({ anchor }: DomainMember, splits: readonly DomainSplit[]): Map<number, Side> => {
  const sides = new Map<number, Side>();
  for (const [index, { left, right }] of splits.entries())
    if (left.has(anchor)) sides.set(index, 'left');
    else if (right.has(anchor)) sides.set(index, 'right');
  return sides;
};
