/** How much a suite does: `full` to measure, `miniature` to see in a test that it works. */
export type Size = 'full' | 'miniature';

/** What a suite measured: ratios and rates by key, and what they were worked out from. */
export interface SuiteReport {
  readonly figures: Readonly<Record<string, number>>;
  readonly raw: Readonly<Record<string, number>>;
}

/** A measurement that can be run alone. */
export interface Suite {
  readonly name: string;
  run(size: Size): Promise<SuiteReport>;
}

/** Figures that have a floor; more is better. */
export const floors: Readonly<Record<string, { floor: number; aim: number; what: string }>> = {
  ingress_vs_bare_hono: {
    floor: 0.35,
    aim: 0.6,
    what: 'signed Stripe webhooks/s, verified, parsed and durable / the same server answering 200',
  },
};
