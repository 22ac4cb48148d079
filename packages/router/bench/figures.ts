/** A figure that a suite reports: a ratio, or a number in the unit that its key ends with. */
export interface Figure {
  readonly what: string;
  /** Worse than this is a fault. */
  readonly floor: number;
  /** This good it should be. */
  readonly aim: number;
  readonly better: 'higher' | 'lower';
}

/** All figures that have a floor, in the order in which they are printed. */
export const figures = {
  durable_fanout_vs_bullmq: {
    what: 'deliveries/s, 1 event to 10 routes, both with power-loss durability / BullMQ on Redis',
    floor: 50,
    aim: 100,
    better: 'higher',
  },
  durable_publish_vs_sqlite: {
    what: 'events/s published and durable / raw inserts in transactions of the same size',
    floor: 0.35,
    aim: 0.6,
    better: 'higher',
  },
  memory_fanout_vs_eventemitter3: {
    what: 'deliveries/s in memory, validated and audited / bare emits to async listeners',
    floor: 0.05,
    aim: 0.15,
    better: 'higher',
  },
  http_delivery_vs_undici: {
    what: 'POSTs/s through a durable route / raw undici at the same concurrency',
    floor: 0.6,
    aim: 0.85,
    better: 'higher',
  },
  match_10k_routes_vs_10: {
    what: 'time per event with 10,000 routes of which 10 match / with 10 routes',
    floor: 2,
    aim: 1.2,
    better: 'lower',
  },
  isolation_p99_shift: {
    what: 'p99 of 8 healthy routes beside a hanging and a failing one / without these',
    floor: 1.2,
    aim: 1.05,
    better: 'lower',
  },
  p99_publish_to_handler_ms: {
    what: 'p99 from publish to handler in ms, durable, at 2,000 events/s',
    floor: 20,
    aim: 8,
    better: 'lower',
  },
  backlog_rss_mb: {
    what: 'growth of the resident memory in MB with 1,000,000 events behind a paused route',
    floor: 150,
    aim: 60,
    better: 'lower',
  },
  cost_growth: {
    what: 'CPU per delivery at 100 routes matched / at 10',
    floor: 1.1,
    aim: 1,
    better: 'lower',
  },
} as const satisfies Record<string, Figure>;

/** The key of a figure that has a floor. */
export type FigureKey = keyof typeof figures;

/** How a value stands to its figure. */
export type Verdict = 'aim met' | 'floor met' | 'MISSED';

export const verdictOf = (key: FigureKey, value: number): Verdict => {
  const { floor, aim, better } = figures[key];
  const reaches = (mark: number): boolean => (better === 'higher' ? value >= mark : value <= mark);
  if (reaches(aim)) return 'aim met';
  return reaches(floor) ? 'floor met' : 'MISSED';
};
