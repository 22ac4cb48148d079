import type { RecordedEvent } from '../record/recording-part.ts';
import { type PseudonymOf, shownId, shownSource } from '../seal/attribute-pseudonyms.ts';
import type { AnchorId, AnchorOf } from './anchor.ts';
import { evidenceTimeOf } from './event-time.ts';
import type { Identifier } from './identifier.ts';
import { personNamespace } from './identify-event.ts';
import type { Evidence } from './identity-storage.ts';
import type { Node, WorkingSet } from './working-set.ts';

/** What an event says of who is who. */
export interface Observation {
  readonly tenant: string;
  /** Strongest first, each with its anchor. */
  readonly seen: readonly SeenIdentifier[];
  /** The person whom the event names by the hub's own id, where it knows nothing else. */
  readonly named: AnchorId | undefined;
  readonly evidence: Evidence;
}

/** An identifier of an {@link Observation}. */
export interface SeenIdentifier extends Identifier {
  readonly anchor: AnchorId;
}

/** Reads an event. Its id and its source may be made of an address, and evidence is stored as it is: see {@link shownId}. */
export const observationOf = (
  { tenant, identifiers, anchor, event }: RecordedEvent,
  anchorOf: AnchorOf,
  pseudonymOf: PseudonymOf,
): Observation => ({
  tenant,
  seen: identifiers.map((identifier, index) => ({
    ...identifier,
    anchor: index === 0 ? anchor : anchorOf(tenant, identifier),
  })),
  named: identifiers[0]?.namespace === personNamespace ? (identifiers[0].value as AnchorId) : undefined,
  evidence: {
    timeMs: evidenceTimeOf(event.time),
    source: shownSource(event.source, pseudonymOf),
    id: shownId(event.id, pseudonymOf),
  },
});

/**
 * Adds observations to a working set: the identifiers, and that the strongest of each event goes with its others. Answers where that is
 * news, and the values of the identifiers that are.
 */
export const observe = async (
  set: WorkingSet,
  observations: readonly Observation[],
): Promise<{ readonly touched: ReadonlySet<Node>; readonly values: ReadonlyMap<Node, string> }> => {
  await set.loadAnchors(
    observations.flatMap(({ seen, named }) => [
      ...seen.map(({ anchor }) => anchor),
      ...(named ? [named] : []),
    ]),
  );
  const touched = new Set<Node>();
  const values = new Map<Node, string>();
  const pairs: (readonly [Node, Node, Evidence])[] = [];
  for (const { tenant, seen, named, evidence } of observations) {
    const nodes = seen.map((identifier) => meet(set, tenant, identifier, evidence.timeMs, touched, values));
    const [strongest, ...others] = nodes as [Node, ...Node[]];
    if (named !== undefined) others.push(set.node(named) ?? set.add('', named, '', evidence.timeMs));
    for (const other of others) if (other !== strongest) pairs.push([strongest, other, evidence]);
  }
  // Who was named before anybody had seen them is known now: that begins to count.
  for (const node of [...values.keys()].filter(({ stored }) => stored)) {
    await set.loadAllLinks(node);
    for (const number of node.links.keys()) touched.add(set.nodeOf(number) as Node);
  }
  await set.loadLinks(pairs.map(([one, other]) => [one, other] as const));
  for (const [one, other, evidence] of pairs)
    if (set.observe(one, other, evidence)) {
      touched.add(one);
      if (other.namespace !== '') touched.add(other);
    }
  return { touched, values };
};

const meet = (
  set: WorkingSet,
  tenant: string,
  { namespace, value, anchor }: SeenIdentifier,
  timeMs: number,
  touched: Set<Node>,
  values: Map<Node, string>,
): Node => {
  const known = set.node(anchor);
  const node = known ?? set.add(tenant, anchor, namespace, timeMs);
  if (!known || node.namespace === '') {
    node.tenant = tenant;
    node.namespace = namespace;
    node.firstSeenMs = timeMs;
    values.set(node, value);
    touched.add(node);
  } else if (timeMs < node.firstSeenMs) {
    node.firstSeenMs = timeMs;
    touched.add(node);
  }
  return node;
};
