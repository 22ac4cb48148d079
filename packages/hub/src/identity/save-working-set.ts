import type { HubWrites } from '../storage/hub-storage.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import type { AnchorId } from './anchor.ts';
import { personNamespace } from './identify-event.ts';
import type { IdentifierRow } from './identity-storage.ts';
import type { Link, Node, WorkingSet } from './working-set.ts';

/** What identifiers are sealed as. */
export const identifierContext = 'identifier';

/**
 * Seals the values of new identifiers; what it answers writes down all that changed in a working set.
 *
 * @param values of the identifiers that were not known.
 */
export const saveWorkingSet = async (
  set: WorkingSet,
  vault: Pick<Vault, 'openForStorage'>,
  values: ReadonlyMap<Node, string>,
): Promise<(writes: HubWrites) => void> => {
  const keys =
    values.size > 0
      ? await vault.openForStorage([...values.keys()].map(({ anchor }) => anchor))
      : new Map<AnchorId, AnchorKey>();
  for (const [node, value] of values) {
    const key = keys.get(node.anchor) as AnchorKey;
    node.generation = key.generation;
    node.sealed = key.seal(value, identifierContext);
  }
  const rows: ((writes: HubWrites) => void)[] = [];
  for (const node of set.nodes) {
    if (node.isRemoved) rows.push((writes) => writes.removeIdentifier(node.number, node.anchor));
    else if (!node.stored || node.stored.namespace !== node.namespace)
      rows.push((writes) => writes.saveIdentifier(rowOf(node)));
    else if (isChanged(node, node.stored)) rows.push((writes) => writes.updateIdentifier(rowOf(node)));
  }
  for (const link of set.links)
    if (isChangedLink(link) && !isCut(set, link)) {
      const { stored: _, ...row } = link;
      rows.push((writes) => writes.saveLink(tenantOf(set, link), row));
    }
  return (writes) => {
    for (const write of rows) write(writes);
  };
};

const rowOf = ({
  links: _,
  stored: __,
  loadedRank: ___,
  isRemoved: ____,
  hasOtherTuples: _____,
  degrees,
  tuples,
  ...row
}: Node): IdentifierRow => ({
  ...row,
  degrees: Object.fromEntries(degrees),
  tuples: Object.fromEntries(tuples),
});

const isChanged = (node: Node, stored: IdentifierRow): boolean =>
  node.person !== stored.person ||
  node.firstSeenMs !== stored.firstSeenMs ||
  node.isolation !== stored.isolation ||
  node.hasOtherTuples ||
  node.degrees.size !== Object.keys(stored.degrees).length ||
  [...node.degrees].some(([namespace, degree]) => stored.degrees[namespace] !== degree);

const isChangedLink = ({ stored, evidence, refused }: Link): boolean =>
  !stored || stored.evidence !== evidence || stored.refused !== refused;

/** Whether one end goes, and the link with it. */
const isCut = (set: WorkingSet, { low, high }: Link): boolean =>
  [low, high].some((number) => set.nodeOf(number)?.isRemoved);

/** Of the end that an event of the tenant brought. The other one may be somebody else's, or nobody's. */
const tenantOf = (set: WorkingSet, { low, high }: Link): string => {
  const ends = [set.nodeOf(low), set.nodeOf(high)];
  return (ends.find((node) => node?.namespace === personNamespace) ?? ends.find(Boolean))?.tenant ?? '';
};
