import type { AnchorId } from '../identity/anchor.ts';
import type { DecisionNote } from '../identity/decide.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { PersonRules } from '../identity/identity-rules.ts';
import type { DecisionKind, Isolation } from '../identity/identity-storage.ts';

/** Whose data. Every tenant has its own; nothing ever crosses from one to another. */
export interface TenantOption {
  /** Default: that of events without one. */
  readonly tenant?: string;
}

/** Which part of a list. */
export interface PageOptions extends TenantOption {
  /** At most so many. Default 100, and most 1,000. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly cursor?: string;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined;
}

/** An identifier of a customer. */
export interface CustomerIdentifier extends Identifier {
  /** When it was first seen: RFC 3339. */
  readonly firstSeen: string;
  /** Why it joins nobody, where it does not. */
  readonly isolation?: Isolation;
}

/** Who a customer is. */
export interface Customer {
  /** Leads here for ever, also after merges; others of its anchors do as well. */
  readonly id: AnchorId;
  readonly tenant: string;
  /** The first is the one that was seen first. */
  readonly identifiers: readonly CustomerIdentifier[];
}

/** An event that showed two identifiers to be one person's: the earliest one. */
export interface CustomerEvidence {
  readonly between: readonly [Identifier, Identifier];
  /** When it happened: RFC 3339. */
  readonly at: string;
  readonly source: string;
  /** Its id; where that could be made of an address, the pseudonym (`~…`) by which a log that the hub seals finds it. */
  readonly event: string;
  /** Why it joins nobody, where it does not: `limit:email`, `split`. */
  readonly refused?: string;
}

/** Something somebody decided about customers. */
export interface Decision {
  readonly id: string;
  readonly kind: DecisionKind;
  /** RFC 3339. */
  readonly at: string;
  /** Who and why; undefined once those whom it was about were erased. */
  readonly note: DecisionNote | undefined;
  /** One of the anchors on either side; they lead to the customers as they are now. */
  readonly between: readonly AnchorId[];
  /** Of an undo: the decision that it takes back. */
  readonly undoes: string | undefined;
  /** False once it was undone. */
  readonly isActive: boolean;
}

/** What joins nobody, though it was seen. */
export type Refusal =
  /** Two identifiers that an event named together stay apart. */
  | ({ readonly kind: 'evidence' } & CustomerEvidence & { readonly customers: readonly [AnchorId, AnchorId] })
  /** An identifier is nobody's in particular. */
  | {
      readonly kind: 'identifier';
      readonly reason: Isolation;
      readonly identifier: Identifier;
      readonly customer: AnchorId;
    };

/** What other rules would do to the customers that there are. */
export interface RulesPreview {
  /** How many customers there are, and would be. */
  readonly customers: { readonly before: number; readonly after: number };
  /** How many would come of several of now; the first hundred, each with those it would come of. */
  readonly merged: number;
  readonly merges: readonly { readonly customer: AnchorId; readonly of: readonly AnchorId[] }[];
  /** How many of now would fall apart; the first hundred, each with those that would come of it. */
  readonly split: number;
  readonly splits: readonly { readonly customer: AnchorId; readonly into: readonly AnchorId[] }[];
}

/** Who is who. */
export interface Customers {
  /** The customer of an id, or of any of its anchors; undefined when there is none. */
  get(id: string, options?: TenantOption): Promise<Customer | undefined>;
  /** The customer of an identifier, written in whatever way. */
  find(identifier: Identifier, options?: TenantOption): Promise<Customer | undefined>;
  /** All customers, in the order in which the hub met them. */
  list(options?: PageOptions): Promise<Page<Customer>>;
  /** Why the identifiers of a customer are one person's, and what was refused. The first thousand pieces of it. */
  evidence(id: string, options?: TenantOption): Promise<readonly CustomerEvidence[]>;
  /**
   * Decides that two are one. Nothing is lost and nothing moves: to undo the decision gives back both exactly.
   *
   * @throws TouchlineError `hub.customer_unknown`, or `hub.decision_invalid` when they are one already.
   */
  merge(one: string, other: string, note: DecisionNote & TenantOption): Promise<Decision>;
  /**
   * Decides that one is two: these identifiers are one customer, its others another. It stays so whatever comes later.
   *
   * @throws TouchlineError `hub.customer_unknown`, or `hub.decision_invalid` when the identifiers are not some of those of the customer.
   */
  split(id: string, identifiers: readonly Identifier[], note: DecisionNote & TenantOption): Promise<Decision>;
  /**
   * Takes back a decision; or what events showed of two identifiers, which counts no longer, and never again until that is undone.
   * Everything is then as if it had never been.
   *
   * @throws TouchlineError `hub.decision_unknown`, or `hub.decision_invalid` when it was undone already or there is no such evidence.
   */
  undo(
    what: { readonly decision: string } | { readonly evidence: readonly [Identifier, Identifier] },
    note: DecisionNote & TenantOption,
  ): Promise<Decision>;
  /** All that was decided, oldest first. */
  decisions(options?: PageOptions): Promise<Page<Decision>>;
  /** What was seen and joins nobody. */
  refusals(options?: PageOptions): Promise<Page<Refusal>>;
  /** What other rules would do, before they are made. It reads everything, and changes nothing. */
  preview(rules: PersonRules, options?: TenantOption): Promise<RulesPreview>;
}
