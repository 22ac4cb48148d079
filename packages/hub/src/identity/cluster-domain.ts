import type { AnchorId } from './anchor.ts';
import { IdentifierGroups } from './identifier-groups.ts';
import { compareTexts, personNamespace } from './identify-event.ts';
import { type CompletePersonRules, limitOf, rankOf } from './identity-rules.ts';
import type { Evidence } from './identity-storage.ts';

/** An identifier of a {@link Domain}. */
export interface DomainMember {
  readonly number: number;
  readonly anchor: AnchorId;
  readonly namespace: string;
  readonly firstSeenMs: number;
}

/** Evidence within a {@link Domain}. */
export interface DomainLink {
  readonly low: number;
  readonly high: number;
  readonly evidence: Evidence;
}

/** A decision that two groups of identifiers are not one person. */
export interface DomainSplit {
  readonly left: ReadonlySet<AnchorId>;
  readonly right: ReadonlySet<AnchorId>;
}

/** Identifiers that hang together, by evidence or by decision: one person, unless something speaks against it. */
export interface Domain {
  readonly members: readonly DomainMember[];
  readonly links: readonly DomainLink[];
  /** Each names identifiers that are one person by decision. */
  readonly merges: readonly (readonly AnchorId[])[];
  /** Oldest first. */
  readonly splits: readonly DomainSplit[];
}

/** Who is who within a domain. */
export interface Clustering {
  /** Each is one person; the first of each names it. */
  readonly persons: readonly (readonly DomainMember[])[];
  /** The evidence that joins nobody, and why: `split`, or `limit:` and the namespace. */
  readonly refused: ReadonlyMap<DomainLink, string>;
}

/**
 * Tells the persons of a domain apart. The answer depends on what the domain holds, and on no order in which it came.
 *
 * Where the domain keeps to all limits and nobody split it, it is one person. Otherwise the evidence is gone through from the
 * strongest to the weakest, and of equal strength from the earliest to the latest; what would break a limit or a split joins nobody.
 *
 * A split divides the person that there would be without it: the identifiers of either side stay together as far as they would have
 * been, and everything else goes to the side to which its evidence leads first.
 */
export const clusterDomain = (rules: CompletePersonRules, domain: Domain): Clustering => {
  if (domain.splits.length === 0 && keepsToLimits(rules, domain))
    return { persons: [inOrder(rules, domain.members)], refused: new Map() };
  const links = linksByStrength(rules, domain);
  const { splits } = domain;
  if (splits.length === 0) return join(rules, domain, links, [], []);
  const unsplit = join(rules, domain, links, [], []).persons;
  return join(rules, domain, links, splits, keptTogether(unsplit, splits));
};

const keepsToLimits = (rules: CompletePersonRules, { members }: Domain): boolean => {
  const counts = new Map<string, number>();
  for (const { namespace } of members) {
    const count = (counts.get(namespace) ?? 0) + 1;
    if (namespace !== personNamespace && count > limitOf(rules, namespace)) return false;
    counts.set(namespace, count);
  }
  return true;
};

const join = (
  rules: CompletePersonRules,
  { members, merges }: Domain,
  links: readonly DomainLink[],
  splits: readonly DomainSplit[],
  together: readonly (readonly DomainMember[])[],
): Clustering => {
  const groups = new IdentifierGroups(rules, members, splits);
  for (const [first, ...others] of together)
    for (const other of others)
      groups.join(first?.number as number, other.number, { evenBeyondLimits: true });
  const numbers = new Map(members.map(({ anchor, number }) => [anchor, number]));
  for (const anchors of merges) {
    const [first, ...others] = anchors.flatMap((anchor) => numbers.get(anchor) ?? []);
    for (const other of others) groups.join(first as number, other, { evenBeyondLimits: true });
  }
  const refused = new Map<DomainLink, string>();
  for (const link of links) {
    const reason = groups.join(link.low, link.high);
    if (reason !== undefined) refused.set(link, reason);
  }
  return { persons: groups.all().map((group) => inOrder(rules, group)), refused };
};

/** What stays together however the evidence is gone through: the sides of the splits, as far as they were one person. */
const keptTogether = (
  persons: readonly (readonly DomainMember[])[],
  splits: readonly DomainSplit[],
): readonly (readonly DomainMember[])[] =>
  persons.flatMap((person) => {
    let parts: readonly (readonly DomainMember[])[] = [person];
    let isSplit = false;
    for (const { left, right } of splits)
      parts = parts.flatMap((part) => {
        const ofLeft = part.filter(({ anchor }) => left.has(anchor));
        const ofRight = part.filter(({ anchor }) => right.has(anchor));
        if (ofLeft.length === 0 || ofRight.length === 0) return [part];
        isSplit = true;
        return [ofLeft, ofRight];
      });
    return isSplit ? parts.filter(({ length }) => length > 1) : [];
  });

/** The one that names the person comes first: the earliest seen, then the strongest, then the smallest anchor. */
const inOrder = (rules: CompletePersonRules, members: readonly DomainMember[]): readonly DomainMember[] =>
  members.length < 2
    ? members
    : members.toSorted(
        (one, other) =>
          Number(one.namespace === personNamespace) - Number(other.namespace === personNamespace) ||
          one.firstSeenMs - other.firstSeenMs ||
          rankOf(rules, one.namespace) - rankOf(rules, other.namespace) ||
          compareTexts(one.anchor, other.anchor),
      );

const linksByStrength = (rules: CompletePersonRules, { members, links }: Domain): readonly DomainLink[] => {
  const byNumber = new Map(members.map((member) => [member.number, member]));
  const keyed = links.map((link) => {
    const ends = [byNumber.get(link.low), byNumber.get(link.high)] as [DomainMember, DomainMember];
    const ranks = ends.map(({ namespace }) =>
      namespace === personNamespace ? -1 : rankOf(rules, namespace),
    );
    const anchors = ends.map(({ anchor }) => anchor).sort(compareTexts);
    return {
      link,
      evidence: link.evidence,
      strongest: Math.min(...ranks),
      weakest: Math.max(...ranks),
      anchors,
    };
  });
  keyed.sort(
    (one, other) =>
      one.strongest - other.strongest ||
      one.weakest - other.weakest ||
      compareEvidence(one.evidence, other.evidence) ||
      compareTexts(one.anchors.join(), other.anchors.join()),
  );
  return keyed.map(({ link }) => link);
};

/** Earliest first. */
export const compareEvidence = (one: Evidence, other: Evidence): number =>
  one.timeMs - other.timeMs || compareTexts(one.source, other.source) || compareTexts(one.id, other.id);
