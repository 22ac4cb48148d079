import type { AnchorId } from '../../identity/anchor.ts';
import type {
  DecisionRow,
  IdentifierRow,
  IdentityReads,
  IdentityState,
  IdentityWrites,
  LinkRow,
} from '../../identity/identity-storage.ts';
import type { StoragePart } from '../storage-part.ts';

/** Who is who, in memory. */
export const memoryIdentities = (): StoragePart<IdentityReads, IdentityWrites> => {
  let state: IdentityState = { lastNumber: 0, lastDecision: 0, rules: undefined };
  /** By number, in their order: the hub gives growing ones. */
  const identifiers = new Map<number, IdentifierRow>();
  const numbers = new Map<AnchorId, number>();
  /** By person. */
  const members = new Map<number, Set<number>>();
  /** By number, then by that of the neighbour. */
  const links = new Map<number, Map<number, { readonly tenant: string; readonly row: LinkRow }>>();
  const decisions = new Map<number, DecisionRow>();

  const inOrder = (): readonly IdentifierRow[] =>
    [...identifiers.values()].sort((a, b) => a.number - b.number);
  const isKnown = ({ namespace }: IdentifierRow): boolean => namespace !== '';
  const connect = (
    from: number,
    to: number,
    link: { readonly tenant: string; readonly row: LinkRow },
  ): void => {
    const ofNumber = links.get(from) ?? new Map();
    links.set(from, ofNumber.set(to, link));
  };
  const store = (row: IdentifierRow): void => {
    const former = identifiers.get(row.number);
    if (former) members.get(former.person)?.delete(row.number);
    identifiers.set(row.number, row);
    const ofPerson = members.get(row.person) ?? new Set();
    members.set(row.person, ofPerson.add(row.number));
  };
  const withoutAnchor = (row: DecisionRow, anchor: AnchorId): DecisionRow => ({
    ...row,
    left: row.left.filter((each) => each !== anchor),
    right: row.right.filter((each) => each !== anchor),
  });

  return {
    reads: {
      state: async () => state,
      byAnchors: async (anchors) =>
        anchors.flatMap((anchor) => identifiers.get(numbers.get(anchor) ?? 0) ?? []),
      tuplesSince: async (asked) =>
        asked.map(({ anchor, tuple }) => identifiers.get(numbers.get(anchor) ?? 0)?.tuples[tuple]),
      byNumbers: async (wanted) => wanted.flatMap((number) => identifiers.get(number) ?? []),
      async ofPersons(anchors) {
        const rows = anchors.flatMap((anchor) => identifiers.get(numbers.get(anchor) ?? 0) ?? []);
        return [...new Set(rows.filter(isKnown).map(({ person }) => person))].flatMap((person) =>
          [...(members.get(person) ?? [])]
            .sort((one, other) => one - other)
            .flatMap((number) => identifiers.get(number) ?? [])
            .filter(isKnown)
            .map(({ degrees: _, tuples: __, ...row }) => row),
        );
      },
      links: async (keys) => keys.flatMap(({ low, high }) => links.get(low)?.get(high)?.row ?? []),
      async linksOf(number, limit, namespaces) {
        const rows = [...(links.get(number)?.values() ?? [])].map(({ row }) => row);
        const isWanted = (row: LinkRow): boolean =>
          !namespaces || namespaces.includes(row.low === number ? row.highNamespace : row.lowNamespace);
        return rows.filter(isWanted).slice(0, limit);
      },
      persons: async (tenant, after, limit) =>
        inOrder()
          .filter(
            (row) => row.tenant === tenant && row.number > after && row.person === row.number && isKnown(row),
          )
          .slice(0, limit),
      scan: async (after, limit) =>
        inOrder()
          .filter(({ number }) => number > after)
          .slice(0, limit),
      refused: async (tenant, [low, high], limit) =>
        [...links]
          .flatMap(([number, ofNumber]) =>
            [...ofNumber.values()].filter(
              ({ tenant: theirs, row }) =>
                row.low === number && theirs === tenant && row.refused !== undefined,
            ),
          )
          .map(({ row }) => row)
          .sort((one, other) => one.low - other.low || one.high - other.high)
          .filter((row) => row.low > low || (row.low === low && row.high > high))
          .slice(0, limit),
      isolated: async (tenant, after, limit) =>
        inOrder()
          .filter((row) => row.tenant === tenant && row.number > after && row.isolation !== undefined)
          .slice(0, limit),
      decisions: async (tenant, after, limit) =>
        [...decisions.values()].filter((row) => row.tenant === tenant && row.number > after).slice(0, limit),
      decision: async (number) => decisions.get(number),
      decisionsOf: async (anchors) =>
        [...decisions.values()].filter(({ left, right }) =>
          [...left, ...right].some((anchor) => anchors.includes(anchor)),
        ),
    },
    writes: {
      saveIdentityState(next) {
        state = next;
      },
      saveIdentifier(row) {
        numbers.set(row.anchor, row.number);
        store(row);
      },
      updateIdentifier(parts) {
        const row = identifiers.get(parts.number);
        if (row) store({ ...row, ...parts });
      },
      saveLink(tenant, row) {
        connect(row.low, row.high, { tenant, row });
        connect(row.high, row.low, { tenant, row });
      },
      addDecision(row) {
        decisions.set(row.number, row);
      },
      activateDecision(number, isActive) {
        const row = decisions.get(number);
        if (row) decisions.set(number, { ...row, isActive });
      },
      removeIdentifier(number, anchor) {
        for (const neighbour of links.get(number)?.keys() ?? []) links.get(neighbour)?.delete(number);
        links.delete(number);
        for (const [key, row] of decisions) decisions.set(key, withoutAnchor(row, anchor));
        const row = identifiers.get(number);
        if (row) members.get(row.person)?.delete(number);
        identifiers.delete(number);
        numbers.delete(anchor);
      },
    },
  };
};
