import { type Clock, TouchlineError } from '@touchline/core';
import type { HubStorage } from '../storage/hub-storage.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import type { AnchorId } from './anchor.ts';
import type { IdentityIndex } from './identity-index.ts';
import type { DecisionKind, DecisionRow, MemberRow } from './identity-storage.ts';

/** Who decides, and why. Both are kept with the decision, sealed like personal data. */
export interface DecisionNote {
  /** The person or program that decides: 1 to 256 characters. */
  readonly by: string;
  /** 1 to 1,000 characters. */
  readonly why: string;
}

/** What {@link createDecide} works with. */
export interface DecideOptions {
  readonly storage: HubStorage;
  readonly index: IdentityIndex;
  readonly vault: Pick<Vault, 'open'>;
  readonly clock: Clock;
}

/** Makes decisions about persons and writes them down, each with what follows from it. Answers with the row of the decision. */
export interface Decide {
  merge(tenant: string, one: AnchorId, other: AnchorId, note: DecisionNote): Promise<DecisionRow>;
  /** @param anchors those that part from the others of the person. */
  split(
    tenant: string,
    person: AnchorId,
    anchors: readonly AnchorId[],
    note: DecisionNote,
  ): Promise<DecisionRow>;
  disregard(tenant: string, one: AnchorId, other: AnchorId, note: DecisionNote): Promise<DecisionRow>;
  undo(tenant: string, decision: number, note: DecisionNote): Promise<DecisionRow>;
}

/** What notes are sealed as. */
export const decisionContext = 'decision';

/** @see Decide */
export const createDecide = ({ storage, index, vault, clock }: DecideOptions): Decide => {
  const reads = storage.identities;

  /** The members of the person of an anchor. */
  const personOf = async (tenant: string, anchor: AnchorId): Promise<readonly MemberRow[]> => {
    const rows = await reads.ofPersons([anchor]);
    if (rows[0]?.tenant !== tenant)
      throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
    return rows;
  };

  const decide = async (
    tenant: string,
    kind: DecisionKind,
    sides: Pick<DecisionRow, 'left' | 'right'> & { readonly target?: DecisionRow },
    note: DecisionNote,
    undone: readonly DecisionRow[] = [],
  ): Promise<DecisionRow> => {
    const key = await keyOf(sides.left[0] as AnchorId);
    let number = index.nextDecision;
    const row = (of: DecisionKind, { left, right, target }: typeof sides, why: string): DecisionRow => ({
      number: number++,
      tenant,
      kind: of,
      atMs: clock.now(),
      sealed: key.seal(JSON.stringify({ by: note.by, why }), decisionContext),
      generation: key.generation,
      left,
      right,
      target: target?.number,
      isActive: true,
    });
    const added = [
      ...undone.map((target) =>
        row('undo', { left: [sides.left[0] as AnchorId], right: [], target }, note.why),
      ),
      row(kind, sides, note.why),
    ];
    const changes = new Map(added.map((each) => [each.number, { before: false, after: true }]));
    for (const each of [...undone, ...(sides.target ? [sides.target] : [])]) {
      changes.set(each.number, { before: true, after: false });
      // To undo an undoing is to do it again.
      if (each.kind === 'undo' && each.target !== undefined)
        changes.set(each.target, { before: false, after: true });
    }
    const again =
      sides.target?.kind === 'undo' ? await reads.decision(sides.target.target as number) : undefined;
    const concerned = [
      ...added,
      ...undone,
      ...(sides.target ? [sides.target] : []),
      ...(again ? [again] : []),
    ];
    const { write, written } = await index.prepareDecisions(
      { added, changes },
      concerned.flatMap(({ left, right }) => [...left, ...right]),
    );
    await storage.write(write);
    written();
    return added.at(-1) as DecisionRow;
  };

  const keyOf = async (anchor: AnchorId): Promise<AnchorKey> =>
    (await vault.open([anchor])).get(anchor) as AnchorKey;

  return {
    merge: (tenant, one, other, note) =>
      index.inTurn(async () => {
        const [left, right] = [await personOf(tenant, one), await personOf(tenant, other)];
        if (left[0]?.person === right[0]?.person)
          throw new TouchlineError('hub.decision_invalid', 'The two are one customer already.');
        const splits = await splitsBetween(storage, left, right);
        return decide(tenant, 'merge', { left: [nameOf(left)], right: [nameOf(right)] }, note, splits);
      }),
    split: (tenant, person, anchors, note) =>
      index.inTurn(async () => {
        const members = await personOf(tenant, person);
        const left = members.filter(({ anchor }) => anchors.includes(anchor));
        const right = members.filter(({ anchor }) => !anchors.includes(anchor));
        if (left.length === 0 || left.length < new Set(anchors).size)
          throw new TouchlineError(
            'hub.decision_invalid',
            'The identifiers are not all among those of the customer.',
          );
        if (right.length === 0)
          throw new TouchlineError(
            'hub.decision_invalid',
            'All identifiers would go; nothing would be split.',
          );
        return decide(tenant, 'split', { left: left.map(anchorOf), right: right.map(anchorOf) }, note);
      }),
    disregard: (tenant, one, other, note) =>
      index.inTurn(async () => {
        const rows = await reads.byAnchors([one, other]);
        const [low, high] = [...rows].sort((a, b) => a.number - b.number);
        const isTheirs = rows.every((row) => row.tenant === tenant);
        const link =
          low && high && isTheirs
            ? (await reads.linksOf(low.number, Number.MAX_SAFE_INTEGER)).find(
                (each) => each.low === low.number && each.high === high.number,
              )
            : undefined;
        if (!link)
          throw new TouchlineError('hub.decision_invalid', 'No event showed the two identifiers together.');
        const known = (await reads.decisionsOf([one])).some(
          ({ kind, isActive, left, right }) =>
            kind === 'disregard' && isActive && [...left, ...right].includes(other),
        );
        if (known) throw new TouchlineError('hub.decision_invalid', 'Their evidence is disregarded already.');
        return decide(tenant, 'disregard', { left: [one], right: [other] }, note);
      }),
    undo: (tenant, number, note) =>
      index.inTurn(async () => {
        const target = await reads.decision(number);
        if (target?.tenant !== tenant)
          throw new TouchlineError('hub.decision_unknown', 'There is no such decision.');
        if (!target.isActive)
          throw new TouchlineError('hub.decision_invalid', 'The decision was undone already.');
        if (target.left.length === 0)
          throw new TouchlineError('hub.decision_invalid', 'Those whom the decision was about were erased.');
        return decide(tenant, 'undo', { left: target.left.slice(0, 1), right: [], target }, note);
      }),
  };
};

const anchorOf = ({ anchor }: MemberRow): AnchorId => anchor;

/** The identifier that names the person. */
const nameOf = (members: readonly MemberRow[]): AnchorId =>
  (members.find(({ number, person }) => number === person) as MemberRow).anchor;

/** The splits that keep two persons apart. */
const splitsBetween = async (
  { identities }: HubStorage,
  one: readonly MemberRow[],
  other: readonly MemberRow[],
): Promise<readonly DecisionRow[]> => {
  const ours = new Set(one.map(anchorOf));
  const theirs = new Set(other.map(anchorOf));
  const decisions = await identities.decisionsOf([...ours]);
  const meets = (anchors: readonly AnchorId[], set: ReadonlySet<AnchorId>) =>
    anchors.some((anchor) => set.has(anchor));
  return decisions.filter(
    ({ kind, isActive, left, right }) =>
      kind === 'split' &&
      isActive &&
      ((meets(left, ours) && meets(right, theirs)) || (meets(left, theirs) && meets(right, ours))),
  );
};
