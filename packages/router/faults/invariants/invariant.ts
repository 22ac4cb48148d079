/** Something that must hold whatever happens. */
export interface Invariant {
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly sentence: string;
}

/** How an invariant did not hold. */
export interface Complaint {
  readonly invariant: Invariant;
  readonly detail: string;
}
