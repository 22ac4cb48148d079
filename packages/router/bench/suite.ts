/** How much a suite does: `full` to measure, `miniature` to see in a test that it works. */
export type Size = 'full' | 'miniature';

/** What a suite measured. */
export interface SuiteReport {
  /** Figures by key: those of figures.ts, and comparisons that have no floor. */
  readonly figures: Readonly<Record<string, number>>;
  /** What the figures were worked out from, the unit at the end of the name. */
  readonly raw: Readonly<Record<string, number>>;
  /** What could not be compared, and why: one sentence each. */
  readonly skipped?: readonly string[];
}

/** A comparison that can be run alone. */
export interface Suite {
  readonly name: string;
  run(size: Size): Promise<SuiteReport>;
}
