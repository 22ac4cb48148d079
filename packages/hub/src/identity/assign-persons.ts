import { clusterDomain } from './cluster-domain.ts';
import { type DomainFinder, degreeOf, type FoundDomain } from './domain-finder.ts';
import type { IdentityRules } from './identity-rules.ts';
import type { Node, WorkingSet } from './working-set.ts';

/**
 * Works out anew who is who wherever something changed, in the working set.
 *
 * @param touched the identifiers at the changes: new ones, the ends of new evidence, those that decisions name.
 * @param isSimple only evidence and identifiers were added: nothing was taken away, no decision made.
 */
export const assignPersons = async (
  rules: IdentityRules,
  set: WorkingSet,
  finder: DomainFinder,
  touched: Iterable<Node>,
  isSimple: boolean,
): Promise<void> => {
  const domains = new Map<Node, FoundDomain>();
  const domainOf = async (node: Node): Promise<FoundDomain> => {
    let found = domains.get(node);
    if (!found) {
      found = await finder.domainOf(node, 'after');
      for (const member of found.nodes) domains.set(member, found);
    }
    return found;
  };

  const affected = new Set<Node>();
  const affect = async (node: Node): Promise<void> => {
    affected.add(node);
    if (node.stored) for (const member of (await finder.domainOf(node, 'before')).nodes) affected.add(member);
  };
  for (const node of touched) {
    const { rank } = await domainOf(node);
    affected.add(node);
    const isOtherwise =
      node.stored && finder.isolationOf(node, 'after') !== finder.isolationOf(node, 'before');
    // What only grew, and is looked at as a whole, holds everybody who was there before.
    if (isSimple && rank === finder.weakest && !isOtherwise) continue;
    await affect(node);
    if (!isOtherwise) continue;
    // All its evidence stops or begins to count: parts fall apart or grow together, and become small enough or too large.
    await set.loadAllLinks(node);
    for (const number of node.links.keys()) {
      const neighbour = set.nodeOf(number);
      if (neighbour) await affect(neighbour);
    }
  }

  const done = new Set<FoundDomain>();
  for (const node of affected) {
    if (node.isRemoved) continue;
    const found = await domainOf(node);
    if (done.has(found)) continue;
    done.add(found);
    settle(rules, set, finder, found);
  }
};

/** Writes down who is who within a domain. */
const settle = (rules: IdentityRules, set: WorkingSet, finder: DomainFinder, found: FoundDomain): void => {
  const { persons, refused } = clusterDomain(rules, found.domain);
  for (const person of persons) {
    const name = person[0]?.number as number;
    for (const { number } of person) (set.nodeOf(number) as Node).person = name;
  }
  for (const node of found.nodes) {
    node.isolation =
      finder.isolationOf(node, 'after') ??
      (hasMore(rules, finder, node, found.rank) ? 'too_many' : undefined);
    for (const link of node.links.values())
      link.refused = found.links.has(link) ? refused.get(link) : undefined;
  }
};

/** Whether there is evidence that does not count because too much hangs together by it. */
const hasMore = (rules: IdentityRules, finder: DomainFinder, node: Node, rank: number): boolean =>
  rank < finder.weakest &&
  degreeOf(rules, node, 'after', finder.weakest) > degreeOf(rules, node, 'after', rank);
