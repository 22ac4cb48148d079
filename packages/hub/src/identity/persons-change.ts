import type { HubWrites } from '../storage/hub-storage.ts';
import type { AnchorId } from './anchor.ts';
import type { WorkingSet } from './working-set.ts';

/** Identifiers whose person is another than it was. */
export interface PersonsChange {
  /** Those of persons that were several before. */
  readonly merged: readonly AnchorId[];
  /** Those of persons that were parts of another one before. */
  readonly split: readonly AnchorId[];
}

/** Told of a change as it is written, to write down what follows from it in the same transaction. */
export type PersonsListener = (change: PersonsChange, writes: HubWrites) => void;

/** What changed for identifiers that were known before; undefined where nothing did. */
export const changeOfPersons = (set: WorkingSet): PersonsChange | undefined => {
  const before = new Map<number, Set<number>>();
  const after = new Map<number, Set<number>>();
  const moved = [];
  for (const node of set.nodes) {
    if (!node.stored || node.stored.namespace === '' || node.isRemoved) continue;
    moved.push(node);
    collect(before, node.stored.person, node.person);
    collect(after, node.person, node.stored.person);
  }
  const merged = moved.filter(({ person }) => (after.get(person)?.size ?? 0) > 1);
  const split = moved.filter(({ stored }) => (before.get(stored?.person ?? 0)?.size ?? 0) > 1);
  if (merged.length + split.length === 0) return undefined;
  return { merged: merged.map(({ anchor }) => anchor), split: split.map(({ anchor }) => anchor) };
};

const collect = (sets: Map<number, Set<number>>, key: number, value: number): void => {
  const found = sets.get(key);
  if (found) found.add(value);
  else sets.set(key, new Set([value]));
};
