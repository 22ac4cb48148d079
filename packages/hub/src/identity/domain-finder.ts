import type { AnchorOf } from './anchor.ts';
import { blockedAnchors } from './blocklist.ts';
import type { Domain } from './cluster-domain.ts';
import { type CompletePersonRules, type IdentityRules, isOwner } from './identity-rules.ts';
import type { DecisionRow, Isolation } from './identity-storage.ts';
import { type Link, type Node, rankOfPair, type WorkingSet } from './working-set.ts';

/** Before or after what is being worked out. */
export type Moment = 'before' | 'after';

/** A {@link Domain} in work. */
export interface FoundDomain {
  readonly nodes: ReadonlySet<Node>;
  readonly domain: Domain;
  readonly links: ReadonlySet<Link>;
  /** Evidence weaker than this does not count: too much hangs together by it. */
  readonly rank: number;
}

/** The decisions that are being made or taken back. */
export interface ChangingDecisions {
  /** By number: whether it counts, before and after. */
  readonly changes: ReadonlyMap<number, Readonly<Record<Moment, boolean>>>;
  /** Those that are new. */
  readonly added: readonly DecisionRow[];
}

/** Decisions stay as they are. */
export const noChange: ChangingDecisions = { changes: new Map(), added: [] };

/** Finds what hangs together with an identifier, reading no more than it must. */
export class DomainFinder {
  readonly #rules: IdentityRules;
  readonly #anchorOf: AnchorOf;
  readonly #set: WorkingSet;
  readonly #decisions: ChangingDecisions;
  readonly #blocked: Map<string, ReturnType<typeof blockedAnchors>>;

  /** @param blocked kept by the caller, for the next finder with the same rules. */
  constructor(
    rules: IdentityRules,
    anchorOf: AnchorOf,
    set: WorkingSet,
    decisions: ChangingDecisions,
    blocked: Map<string, ReturnType<typeof blockedAnchors>>,
  ) {
    this.#rules = rules;
    this.#anchorOf = anchorOf;
    this.#set = set;
    this.#decisions = decisions;
    this.#blocked = blocked;
  }

  /** The weakest evidence that counts: all of it. */
  get weakest(): number {
    return this.#rules.strength.length;
  }

  /**
   * What hangs together with an identifier: by all evidence, or, where that is too much, by all evidence of the strength at which
   * it is not. Whoever is in it has the same domain.
   */
  async domainOf(start: Node, moment: Moment): Promise<FoundDomain> {
    for (let rank = this.weakest; rank >= 0; rank -= 1) {
      const found = await this.#reachable(start, moment, rank);
      if (found) return found;
    }
    return (await this.#reachable(start, moment, -1)) as FoundDomain;
  }

  /** Why an identifier joins nobody. */
  isolationOf({ tenant, namespace, anchor, degrees, stored }: Node, moment: Moment): Isolation | undefined {
    if (this.#blockedOf(tenant, namespace).has(anchor)) return 'blocked';
    if (isOwner(namespace)) return undefined;
    const seenWith = moment === 'after' ? degrees : Object.entries(stored?.degrees ?? {});
    for (const [name, count] of seenWith)
      if (count > this.#rules.mostOwners && isOwner(name)) return 'shared';
    return undefined;
  }

  /** Undefined where it is too much. Decisions have no bound. */
  async #reachable(start: Node, moment: Moment, rank: number): Promise<FoundDomain | undefined> {
    const { mostIdentifiers } = this.#rules;
    const nodes = new Set([start]);
    const links = new Set<Link>();
    const decisions = new Map<number, DecisionRow>();
    let frontier: Node[] = [start];
    // All of these are said of the whole, so it does not matter where the search begins.
    const isTooMuch = (): boolean =>
      rank >= 0 &&
      (nodes.size > mostIdentifiers ||
        links.size > 4 * mostIdentifiers ||
        frontier.some(
          (node) =>
            degreeOf(this.#rules, node, moment, rank) > mostIdentifiers &&
            this.isolationOf(node, moment) === undefined,
        ));
    while (frontier.length > 0) {
      if (isTooMuch()) return undefined;
      await this.#set.expand(frontier, rank);
      const reached: Node[] = [];
      const reach = (node: Node | undefined): void => {
        if (!node || nodes.has(node)) return;
        nodes.add(node);
        reached.push(node);
      };
      for (const node of frontier) {
        const own = this.decisionsOf(node, moment);
        for (const decision of own) {
          decisions.set(decision.number, decision);
          if (decision.kind !== 'merge') continue;
          for (const anchor of [...decision.left, ...decision.right]) {
            const other = this.#set.node(anchor);
            if (other && isKnown(other, moment) && other.tenant === node.tenant) reach(other);
          }
        }
        if (!isKnown(node, moment) || this.isolationOf(node, moment) !== undefined) continue;
        for (const [number, link] of node.links) {
          const neighbour = this.#set.nodeOf(number);
          if (!neighbour || !this.#counts(link, node, neighbour, own, moment, rank)) continue;
          links.add(link);
          reach(neighbour);
        }
      }
      frontier = reached;
    }
    if (isTooMuch()) return undefined;
    return { nodes, links, domain: domainOf(nodes, links, decisions.values()), rank };
  }

  #counts(
    link: Link,
    node: Node,
    neighbour: Node,
    decisions: readonly DecisionRow[],
    moment: Moment,
    rank: number,
  ): boolean {
    if (moment === 'before' && !link.stored) return false;
    if (rankOfPair(this.#rules, link.lowNamespace, link.highNamespace) > rank) return false;
    if (!isKnown(neighbour, moment) || neighbour.tenant !== node.tenant) return false;
    if (this.isolationOf(neighbour, moment) !== undefined) return false;
    return !decisions.some(
      ({ kind, left, right }) => kind === 'disregard' && [...left, ...right].includes(neighbour.anchor),
    );
  }

  /** Those that count at the moment. */
  decisionsOf({ anchor }: Node, moment: Moment): readonly DecisionRow[] {
    const stored = this.#set.decisionsOf(anchor);
    const { added, changes } = this.#decisions;
    if (stored.length === 0 && added.length === 0) return stored;
    const all = [
      ...stored,
      ...added.filter(({ left, right }) => left.includes(anchor) || right.includes(anchor)),
    ];
    return all.filter(({ number, isActive }) => changes.get(number)?.[moment] ?? isActive);
  }

  #blockedOf(tenant: string, namespace: string): ReturnType<typeof blockedAnchors> {
    const key = `${namespace} ${tenant}`;
    let blocked = this.#blocked.get(key);
    if (!blocked) {
      blocked = blockedAnchors(this.#rules, this.#anchorOf, tenant, namespace);
      if (this.#blocked.size >= mostBlocklists) this.#blocked.clear();
      this.#blocked.set(key, blocked);
    }
    return blocked;
  }
}

const mostBlocklists = 10_000;

/** Whether an event has brought the identifier. */
const isKnown = ({ namespace, stored, isRemoved }: Node, moment: Moment): boolean =>
  moment === 'after' ? namespace !== '' && !isRemoved : (stored?.namespace ?? '') !== '';

/** With how many others an identifier was seen by evidence of this strength. */
export const degreeOf = (
  rules: CompletePersonRules,
  { namespace, degrees, stored }: Node,
  moment: Moment,
  rank: number,
): number => {
  let degree = 0;
  for (const [name, count] of moment === 'after' ? degrees : Object.entries(stored?.degrees ?? {}))
    if (rankOfPair(rules, namespace, name) <= rank) degree += count;
  return degree;
};

const domainOf = (
  nodes: ReadonlySet<Node>,
  links: Iterable<Link>,
  decisions: Iterable<DecisionRow>,
): Domain => {
  const inTurn = [...decisions].sort((one, other) => one.number - other.number);
  return {
    members: [...nodes],
    links: [...links],
    merges: inTurn.filter(({ kind }) => kind === 'merge').map(({ left, right }) => [...left, ...right]),
    splits: inTurn
      .filter(({ kind }) => kind === 'split')
      .map(({ left, right }) => ({ left: new Set(left), right: new Set(right) })),
  };
};
