/** What is read of the events that were recorded. */
export interface RecordReads {
  /** Which of these events the hub has recorded, by their marks. */
  holds(marks: readonly string[]): Promise<readonly boolean[]>;
}

/** What is written of them. */
export interface RecordWrites {
  /** Remembers an event by its mark, which must be new. */
  addRecord(mark: string): void;
}
