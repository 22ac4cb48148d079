/** What one concern keeps, in one kind of storage. */
export interface StoragePart<Reads, Writes extends object> {
  readonly reads: Reads;
  /** Done at once, one after another, within a transaction that the storage has begun. */
  readonly writes: Writes;
}
