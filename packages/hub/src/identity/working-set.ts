import type { AnchorId } from './anchor.ts';
import { compareEvidence } from './cluster-domain.ts';
import { personNamespace } from './identify-event.ts';
import { type CompletePersonRules, rankOf } from './identity-rules.ts';
import type {
  DecisionRow,
  Evidence,
  IdentifierRow,
  IdentityReads,
  Isolation,
  LinkRow,
} from './identity-storage.ts';

/** An identifier in work. */
export interface Node {
  readonly number: number;
  readonly anchor: AnchorId;
  tenant: string;
  namespace: string;
  generation: number;
  sealed: Uint8Array | undefined;
  firstSeenMs: number;
  person: number;
  isolation: Isolation | undefined;
  readonly degrees: Map<string, number>;
  readonly tuples: Map<string, number>;
  hasOtherTuples: boolean;
  /** As it stood before; undefined where it is new. */
  readonly stored: IdentifierRow | undefined;
  /** Those that were loaded or are new, by the number of the neighbour. */
  readonly links: Map<number, Link>;
  /** The links with namespaces up to this rank are loaded. */
  loadedRank: number;
  /** It is to be forgotten. */
  isRemoved: boolean;
}

/** Evidence in work. */
export interface Link {
  readonly low: number;
  readonly high: number;
  readonly lowNamespace: string;
  readonly highNamespace: string;
  evidence: Evidence;
  refused: string | undefined;
  /** As it stood before; undefined where it is new. */
  readonly stored: LinkRow | undefined;
}

const nothingLoaded = -2;
const everythingLoaded = Number.POSITIVE_INFINITY;

/**
 * A part of what the hub knows of identifiers, read piece by piece while something is worked out, with the changes that come of
 * it. It is held for one piece of work.
 */
export class WorkingSet {
  readonly #rules: CompletePersonRules;
  readonly #reads: IdentityReads;
  readonly #byAnchor = new Map<AnchorId, Node>();
  readonly #byNumber = new Map<number, Node>();
  /** By anchor: those that were asked for. */
  readonly #decisions = new Map<AnchorId, readonly DecisionRow[]>();
  readonly #links: Link[] = [];
  lastNumber: number;
  readonly #hasDecisions: boolean;

  constructor(
    rules: CompletePersonRules,
    reads: IdentityReads,
    state: { readonly lastNumber: number; readonly hasDecisions: boolean },
  ) {
    this.#rules = rules;
    this.#reads = reads;
    this.lastNumber = state.lastNumber;
    this.#hasDecisions = state.hasDecisions;
  }

  get nodes(): Iterable<Node> {
    return this.#byNumber.values();
  }

  get links(): readonly Link[] {
    return this.#links;
  }

  /** Reads those that are not here yet. */
  async loadAnchors(anchors: Iterable<AnchorId>): Promise<void> {
    const missing = [...new Set(anchors)].filter((anchor) => !this.#byAnchor.has(anchor));
    if (missing.length > 0) for (const row of await this.#reads.byAnchors(missing)) this.#take(row);
  }

  async loadNumbers(numbers: Iterable<number>): Promise<void> {
    const missing = [...new Set(numbers)].filter((number) => !this.#byNumber.has(number));
    if (missing.length > 0) for (const row of await this.#reads.byNumbers(missing)) this.#take(row);
  }

  /** Takes a row that was read elsewhere; one that is here already stays as it is. */
  take(row: IdentifierRow): Node {
    return this.#byNumber.get(row.number) ?? this.#take(row);
  }

  /** One that was loaded, or is new. */
  node(anchor: AnchorId): Node | undefined {
    return this.#byAnchor.get(anchor);
  }

  nodeOf(number: number): Node | undefined {
    return this.#byNumber.get(number);
  }

  add(tenant: string, anchor: AnchorId, namespace: string, firstSeenMs: number): Node {
    this.lastNumber += 1;
    const number = this.lastNumber;
    const node: Node = {
      number,
      anchor,
      tenant,
      namespace,
      firstSeenMs,
      generation: 0,
      sealed: undefined,
      person: number,
      isolation: undefined,
      degrees: new Map(),
      tuples: new Map(),
      hasOtherTuples: false,
      stored: undefined,
      links: new Map(),
      loadedRank: everythingLoaded,
      isRemoved: false,
    };
    this.#keep(node);
    return node;
  }

  /** Reads the links between pairs of nodes. */
  async loadLinks(pairs: Iterable<readonly [Node, Node]>): Promise<void> {
    const keys = [];
    for (const [one, other] of pairs) {
      if (!one.stored || !other.stored || one.links.has(other.number)) continue;
      const [low, high] = one.number < other.number ? [one, other] : [other, one];
      const highNamespace = isAlias(one, other) ? personNamespace : high.namespace;
      keys.push({ low: low.number, high: high.number, highNamespace });
    }
    if (keys.length > 0) for (const row of await this.#reads.links(keys)) this.#takeLink(row);
  }

  /** Notes that an event showed two to be one person's. Answers whether that is news. */
  observe(one: Node, other: Node, evidence: Evidence): boolean {
    const known = one.links.get(other.number);
    if (known) {
      if (compareEvidence(known.evidence, evidence) <= 0) return false;
      known.evidence = evidence;
      return true;
    }
    const [low, high] = one.number < other.number ? [one, other] : [other, one];
    const alias = isAlias(one, other) ? personNamespace : undefined;
    const link: Link = {
      low: low.number,
      high: high.number,
      lowNamespace: alias ?? low.namespace,
      highNamespace: alias ?? high.namespace,
      evidence,
      refused: undefined,
      stored: undefined,
    };
    this.#connect(link, low, high);
    low.degrees.set(link.highNamespace, (low.degrees.get(link.highNamespace) ?? 0) + 1);
    high.degrees.set(link.lowNamespace, (high.degrees.get(link.lowNamespace) ?? 0) + 1);
    return true;
  }

  /** Takes an identifier out, with all links to it. Its links must be loaded. */
  remove(node: Node): void {
    node.isRemoved = true;
    for (const link of node.links.values()) {
      const isLow = link.low === node.number;
      const neighbour = this.#byNumber.get(isLow ? link.high : link.low);
      const namespace = isLow ? link.lowNamespace : link.highNamespace;
      const degree = (neighbour?.degrees.get(namespace) ?? 1) - 1;
      if (degree > 0) neighbour?.degrees.set(namespace, degree);
      else neighbour?.degrees.delete(namespace);
      // What it was seen with is not all known any more.
      if (!neighbour) continue;
      neighbour.tuples.clear();
      neighbour.hasOtherTuples = true;
    }
  }

  /** Reads the links of nodes with namespaces up to a rank, their neighbours, and the decisions that concern them. */
  async expand(nodes: readonly Node[], rank: number): Promise<void> {
    for (const node of nodes) await this.#loadLinksOf(node, rank);
    const neighbours = new Set<number>();
    for (const node of nodes) for (const number of node.links.keys()) neighbours.add(number);
    await this.loadNumbers(neighbours);
    await this.loadDecisions(nodes.map(({ anchor }) => anchor));
  }

  /** Reads the decisions that concern anchors, and the other anchors that those concern. */
  async loadDecisions(anchors: readonly AnchorId[]): Promise<void> {
    if (!this.#hasDecisions) return;
    const missing = anchors.filter((anchor) => !this.#decisions.has(anchor));
    if (missing.length === 0) return;
    const rows = await this.#reads.decisionsOf(missing);
    for (const anchor of missing)
      this.#decisions.set(
        anchor,
        rows.filter(({ left, right }) => left.includes(anchor) || right.includes(anchor)),
      );
    await this.loadAnchors(rows.flatMap(({ left, right }) => [...left, ...right]));
  }

  decisionsOf(anchor: AnchorId): readonly DecisionRow[] {
    return this.#decisions.get(anchor) ?? [];
  }

  /** All links of a node, however many. */
  async loadAllLinks(node: Node): Promise<void> {
    if (node.loadedRank === everythingLoaded) return;
    for (const row of await this.#reads.linksOf(node.number, Number.MAX_SAFE_INTEGER)) this.#takeLink(row);
    node.loadedRank = everythingLoaded;
    await this.loadNumbers(node.links.keys());
  }

  async #loadLinksOf(node: Node, rank: number): Promise<void> {
    if (node.loadedRank >= rank) return;
    const namespaces = [...node.degrees.keys()].filter(
      (name) => rankOfPair(this.#rules, node.namespace, name) <= rank,
    );
    const isAll = namespaces.length === node.degrees.size;
    const most = this.#rules.mostIdentifiers + 1_000;
    if (namespaces.length > 0)
      for (const row of await this.#reads.linksOf(node.number, most, isAll ? undefined : namespaces))
        this.#takeLink(row);
    node.loadedRank = isAll ? everythingLoaded : rank;
  }

  #take(row: IdentifierRow): Node {
    const node: Node = {
      ...row,
      degrees: new Map(Object.entries(row.degrees)),
      tuples: new Map(Object.entries(row.tuples)),
      hasOtherTuples: false,
      stored: row,
      links: new Map(),
      loadedRank: nothingLoaded,
      isRemoved: false,
    };
    this.#keep(node);
    return node;
  }

  #keep(node: Node): void {
    this.#byAnchor.set(node.anchor, node);
    this.#byNumber.set(node.number, node);
  }

  /** A link can come before the node at its other end: whoever is loaded is connected. */
  #takeLink(row: LinkRow): void {
    const low = this.#byNumber.get(row.low);
    const high = this.#byNumber.get(row.high);
    const known = low?.links.get(row.high) ?? high?.links.get(row.low);
    this.#connect(known ?? { ...row, stored: row }, low, high);
  }

  #connect(link: Link, low: Node | undefined, high: Node | undefined): void {
    if (!low?.links.has(link.high) && !high?.links.has(link.low)) this.#links.push(link);
    low?.links.set(link.high, link);
    high?.links.set(link.low, link);
  }
}

/**
 * The strength of what joins a namespace with another: that of the weaker one; -1, which always counts, where one of the two is a name
 * that the hub gave.
 */
export const rankOfPair = (rules: CompletePersonRules, one: string, other: string): number =>
  other === personNamespace ? -1 : Math.max(rankOf(rules, one), rankOf(rules, other));

const isAlias = (one: Node, other: Node): boolean =>
  one.namespace === personNamespace || other.namespace === personNamespace;
