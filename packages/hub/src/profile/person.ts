import type { CustomerRef } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';

/** A person, as it stands now. */
export interface Person {
  /** One of the anchors. */
  readonly id: AnchorId;
  /** `''` where there are no tenants. */
  readonly tenant: string;
  /** Of all its identifiers. */
  readonly anchors: readonly AnchorId[];
}

/** Who is who: what profiles, audiences and timelines need to know of identities. */
export interface PersonDirectory {
  /** The person that each anchor belongs to. Anchors of nobody are left out. */
  of(anchors: readonly AnchorId[]): Promise<ReadonlyMap<AnchorId, Person>>;
  /** How to name a person to others: the id, and the identifiers that they may know it by. */
  customer(person: Person): Promise<CustomerRef>;
}
