import type { AnchorId } from './anchor.ts';
import type { IdentifierNamespace } from './identifier.ts';

/** An identifier as it is stored. */
export interface IdentifierRow {
  /** Stands for it in links. The hub gives them, from 1, in the order in which it meets identifiers, and none twice. */
  readonly number: number;
  readonly anchor: AnchorId;
  readonly tenant: string;
  /** `''` for an anchor that an event named before any event brought its identifier: it is nobody yet. */
  readonly namespace: IdentifierNamespace;
  /** Which of the anchor's keys sealed the value; 0 where there is none. */
  readonly generation: number;
  readonly sealed: Uint8Array | undefined;
  /** When it was first seen, in milliseconds since the epoch. */
  readonly firstSeenMs: number;
  /** The number of the identifier that names the person; its own where it does so itself. */
  readonly person: number;
  /** Why it joins nobody. */
  readonly isolation: Isolation | undefined;
  /** How many different identifiers it was seen with, by their namespaces. */
  readonly degrees: Readonly<Record<IdentifierNamespace, number>>;
  /**
   * Sets of identifiers that events named of which it is the strongest: the first few, by their marks, and when they were first seen, in
   * milliseconds since the epoch. What all of them say of who is who is known since then.
   */
  readonly tuples: Readonly<Record<string, number>>;
}

/** An {@link IdentifierRow} without what only identification needs: what whoever reads a person reads. */
export type MemberRow = Omit<IdentifierRow, 'degrees' | 'tuples'>;

/**
 * Why an identifier joins nobody: its value stands for nothing; it was seen with too many owners; too many identifiers hang
 * together with it, so its weaker evidence does not count.
 */
export type Isolation = 'blocked' | 'shared' | 'too_many';

/** The event that showed two identifiers to be one person's: the earliest one. */
export interface Evidence {
  /** When it happened, in milliseconds since the epoch. */
  readonly timeMs: number;
  readonly source: string;
  readonly id: string;
}

/** Which link. */
export interface LinkKey {
  /** The lower number of the two. */
  readonly low: number;
  readonly high: number;
  /** `person` where an event named one of the two by the id that the hub gives. */
  readonly highNamespace: IdentifierNamespace;
}

/** A set of identifiers, by its strongest and its mark. */
export interface TupleQuestion {
  readonly anchor: AnchorId;
  readonly tuple: string;
}

/** Two identifiers that one event named. */
export interface LinkRow extends LinkKey {
  /** `person` where {@link highNamespace} is. */
  readonly lowNamespace: IdentifierNamespace;
  readonly evidence: Evidence;
  /** Why it joins nobody: `limit:email`, `split`. */
  readonly refused: string | undefined;
}

/** What somebody decided about persons. */
export interface DecisionRow {
  /** From 1, in the order in which they were made. */
  readonly number: number;
  readonly tenant: string;
  readonly kind: DecisionKind;
  readonly atMs: number;
  /** Who and why, sealed under the key of the first anchor. */
  readonly sealed: Uint8Array;
  readonly generation: number;
  /** The anchors concerned. Of a split: those on either side. */
  readonly left: readonly AnchorId[];
  readonly right: readonly AnchorId[];
  /** Of an undo: the number of the decision that it takes back. */
  readonly target: number | undefined;
  /** False once it was undone. */
  readonly isActive: boolean;
}

/**
 * `merge`: these are one person. `split`: these are two. `disregard`: the events that showed these two to be one person do not
 * count. `undo`: an earlier decision does not count.
 */
export type DecisionKind = 'merge' | 'split' | 'disregard' | 'undo';

/** What is read of identities. */
export interface IdentityReads {
  /** What is known of the whole. */
  state(): Promise<IdentityState>;
  /** Those that are known. */
  byAnchors(anchors: readonly AnchorId[]): Promise<readonly IdentifierRow[]>;
  /** Of {@link IdentifierRow.tuples}: since when each of these is known, or undefined where it is not; for whoever needs nothing else. */
  tuplesSince(asked: readonly TupleQuestion[]): Promise<readonly (number | undefined)[]>;
  byNumbers(numbers: readonly number[]): Promise<readonly IdentifierRow[]>;
  /** All identifiers of the person that any of these anchors belongs to. */
  ofPersons(anchors: readonly AnchorId[]): Promise<readonly MemberRow[]>;
  /** Those of these links that there are. */
  links(keys: readonly LinkKey[]): Promise<readonly LinkRow[]>;
  /** The links of an identifier with those of these namespaces, at most so many; absent: all namespaces. */
  linksOf(
    number: number,
    limit: number,
    namespaces?: readonly IdentifierNamespace[],
  ): Promise<readonly LinkRow[]>;
  /** The identifiers that name persons, in the order of their numbers. */
  persons(tenant: string, after: number, limit: number): Promise<readonly IdentifierRow[]>;
  /** All identifiers, of all tenants, in the order of their numbers. */
  scan(after: number, limit: number): Promise<readonly IdentifierRow[]>;
  /** Links that were refused, in the order of their numbers. */
  refused(
    tenant: string,
    after: readonly [low: number, high: number],
    limit: number,
  ): Promise<readonly LinkRow[]>;
  /** Identifiers that join nobody, in the order of their numbers. */
  isolated(tenant: string, after: number, limit: number): Promise<readonly IdentifierRow[]>;
  /** The decisions of a tenant, oldest first. */
  decisions(tenant: string, after: number, limit: number): Promise<readonly DecisionRow[]>;
  decision(number: number): Promise<DecisionRow | undefined>;
  /** Those that concern any of these anchors, oldest first. */
  decisionsOf(anchors: readonly AnchorId[]): Promise<readonly DecisionRow[]>;
}

/** What is known of all identities together. */
export interface IdentityState {
  /** The highest that was ever given. */
  readonly lastNumber: number;
  readonly lastDecision: number;
  /** Stands for the rules by which persons were worked out. */
  readonly rules: string | undefined;
}

/** What is written of identities. */
export interface IdentityWrites {
  saveIdentityState(state: IdentityState): void;
  /** Adds a row, or takes the place of the one with the same number. */
  saveIdentifier(row: IdentifierRow): void;
  /** Changes those parts of a row. */
  updateIdentifier(
    row: Pick<IdentifierRow, 'number' | 'firstSeenMs' | 'person' | 'isolation' | 'degrees' | 'tuples'>,
  ): void;
  /** Adds a row, or takes the place of the one with the same numbers. */
  saveLink(tenant: string, row: LinkRow): void;
  addDecision(row: DecisionRow): void;
  activateDecision(number: number, isActive: boolean): void;
  /** Removes an identifier, and its part in links and decisions. */
  removeIdentifier(number: number, anchor: AnchorId): void;
}
