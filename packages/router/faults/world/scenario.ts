import { matchesPattern, type TouchlineEvent } from '@touchline/core';
import type { RoutePolicy } from '../../src/router/route-policy.ts';
import type { ActionName, Data } from './connectors.ts';
import type { Random } from './random.ts';

/** What a seed draws once: how large things are, and which faults there are at all. */
export interface Scenario {
  readonly steps: number;
  readonly windowSize: number;
  readonly checkpointIntervalMs: number;
  readonly batching: 'microtask' | 'immediate';
  /** Appends are written in the background. */
  readonly writingThread: boolean;
  readonly vendors: readonly VendorPlan[];
  readonly routes: readonly RoutePlan[];
  readonly crashes: boolean;
  readonly diskTroubles: boolean;
  readonly clockJumps: boolean;
  readonly webhooks: boolean;
  readonly poll: boolean;
  readonly trims: boolean;
  /** A gate has a say in every delivery. */
  readonly gated: boolean;
}

/** A connector as a router knows it. */
export interface VendorPlan {
  readonly name: string;
  readonly rate: { readonly requests: number; readonly perMs: number } | undefined;
}

/** A route of the simulation: its policy, and what its map makes of an event. */
export interface RoutePlan {
  /** Tells apart routes that had the same id one after the other. */
  readonly tag: number;
  readonly id: string;
  readonly to: string;
  readonly on: string;
  readonly start: 'now' | 'beginning';
  readonly action: ActionName;
  readonly calls: number;
  /** Every so manyth event is skipped, breaks the map, or has an input that the action refuses; 0: none. */
  readonly skipEvery: number;
  readonly throwEvery: number;
  readonly refuseEvery: number;
  readonly policy: RoutePolicy & {
    readonly concurrency: number;
    readonly order: 'none' | 'partition';
    readonly retry: { readonly maxAttempts: number; readonly maxElapsedMs: number; readonly baseMs: number };
  };
}

/** What a route makes of an event. */
export type Decision = 'skip' | 'throw' | 'refused' | 'call';

export const decisionOf = (plan: RoutePlan, event: Pick<TouchlineEvent, 'data'>): Decision => {
  const { n } = event.data as Data;
  if (plan.skipEvery > 0 && n % plan.skipEvery === 1) return 'skip';
  if (plan.throwEvery > 0 && n % plan.throwEvery === 2) return 'throw';
  return plan.refuseEvery > 0 && n % plan.refuseEvery === 3 ? 'refused' : 'call';
};

/** Whether a route wants an event. */
export const wants = (plan: RoutePlan, event: TouchlineEvent): boolean => matchesPattern(plan.on, event.type);

export const eventTypes = ['sim.made', 'sim.moved', 'other.made'] as const;

const patterns = ['*', 'sim.*', 'sim.*', 'sim.made', 'sim.moved', 'other.*', 'other.made'];

/** Draws a scenario. */
export const drawScenario = (random: Random): Scenario => {
  const vendors = Array.from({ length: random.between(1, 3) }, (_, index) => drawVendor(index, random));
  const routes = Array.from({ length: random.between(1, 4) }, (_, index) =>
    drawRoute(index, `r${index}`, vendors, random),
  );
  const trims = random.chance(0.12);
  return {
    steps: random.between(12, 70),
    windowSize: random.oneOf([2, 4, 8, 32, 1_024]),
    checkpointIntervalMs: random.oneOf([20, 100, 1_000]),
    batching: random.chance(0.75) ? 'microtask' : 'immediate',
    writingThread: random.chance(0.5),
    vendors,
    routes,
    crashes: random.chance(0.6),
    diskTroubles: random.chance(0.5),
    clockJumps: random.chance(0.3),
    // What retention dropped is new when it comes again: where it drops things, nothing comes again.
    webhooks: !trims && random.chance(0.25),
    poll: !trims && random.chance(0.25),
    trims,
    gated: random.chance(0.5),
  };
};

const drawVendor = (index: number, random: Random): VendorPlan => ({
  name: `v${index}`,
  rate: random.chance(0.35)
    ? { requests: random.between(1, 4), perMs: random.oneOf([100, 1_000, 10_000]) }
    : undefined,
});

/** Draws a route to one of the vendors. */
export const drawRoute = (
  tag: number,
  id: string,
  vendors: readonly VendorPlan[],
  random: Random,
): RoutePlan => ({
  tag,
  id,
  to: random.oneOf(vendors).name,
  on: random.oneOf(patterns),
  start: random.chance(0.3) ? 'beginning' : 'now',
  action: random.oneOf(['write', 'write', 'put', 'charge', 'transfer']),
  calls: random.oneOf([1, 1, 1, 2, 3]),
  skipEvery: random.oneOf([0, 0, 5, 9]),
  throwEvery: random.oneOf([0, 0, 0, 11]),
  refuseEvery: random.oneOf([0, 0, 0, 13]),
  policy: {
    concurrency: random.oneOf([1, 2, 4, 16]),
    order: random.chance(0.5) ? 'partition' : 'none',
    timeoutMs: random.oneOf([200, 1_000, 30_000]),
    maxParked: random.oneOf([1, 2, 5, 10_000]),
    retry: {
      // Every millisecond without end teaches nothing that every twentieth does not, and takes seconds.
      ...random.oneOf([
        { baseMs: 20, factor: 1 },
        { baseMs: 1, factor: 2 },
        { baseMs: 100, factor: 1 },
        { baseMs: 100, factor: 2 },
        { baseMs: 1_000, factor: 1 },
        { baseMs: 1_000, factor: 2 },
      ]),
      maxMs: random.oneOf([1_000, 60_000]),
      maxElapsedMs: random.oneOf([60_000, 86_400_000]),
      maxAttempts: random.oneOf([1, 2, 5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]),
    },
    breaker: random.chance(0.6)
      ? { failures: random.between(1, 4), openMs: random.oneOf([50, 2_000]), maxOpenMs: 20_000 }
      : 'off',
    ...(random.chance(0.25) && {
      rate: { requests: random.between(1, 3), perMs: random.oneOf([50, 1_000, 5_000]) },
    }),
  },
});
