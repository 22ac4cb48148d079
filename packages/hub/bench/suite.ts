/** How much a suite does: `full` to measure, `miniature` to see in a test that it works. */
export type Size = 'full' | 'miniature';

/** What a suite measured: figures by key, and what they were worked out from. */
export interface SuiteReport {
  readonly figures: Readonly<Record<string, number>>;
  readonly raw: Readonly<Record<string, number>>;
}

/** A measurement that can be run alone. */
export interface Suite {
  readonly name: string;
  run(size: Size): Promise<SuiteReport>;
}

/** The least, or the most, that is acceptable. */
export interface Bound {
  readonly kind: 'least' | 'most';
  readonly bound: number;
  readonly aim: number;
  readonly what: string;
}

/** Figures that have a bound. */
export const bounds: Readonly<Record<string, Bound>> = {
  identify_events_per_s: {
    kind: 'least',
    bound: 20_000,
    aim: 50_000,
    what: 'events recorded, durable in SQLite, three identifiers each',
  },
  identify_growth: {
    kind: 'most',
    bound: 1.5,
    aim: 1.2,
    what: 'time for an event with 1 M persons / with 10 k',
  },
  profile_read_p99_ms: {
    kind: 'most',
    bound: 5,
    aim: 2,
    what: '5,000 reads/s of a customer while events are recorded',
  },
  erase_ms: {
    kind: 'most',
    bound: 500,
    aim: 500,
    what: 'until nothing is left here of a person with 10,000 events',
  },
};
