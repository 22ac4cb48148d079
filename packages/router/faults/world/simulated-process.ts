import type {
  ActionCall,
  Clock,
  Connector,
  Reaction,
  ReactionResult,
  Skip,
  TouchlineEvent,
} from '@touchline/core';
import { createLocalLog, type LocalEventLog } from '../../src/log/local-log.ts';
import { createRouter } from '../../src/router/create-router.ts';
import type { ErasedRoute } from '../../src/router/route.ts';
import type { Router } from '../../src/router/router.ts';
import { type ActionName, type CallInput, connectTo, kit, type SimulatedEvents } from './connectors.ts';
import type { DiskUser } from './disk.ts';
import { GateDesk, purposeOf } from './gate-desk.ts';
import { decisionOf, type RoutePlan, type Scenario } from './scenario.ts';
import { VendorDesk } from './vendor-desk.ts';
import type { World } from './world.ts';

/** A router without its types. */
export type AnyRouter = Router<SimulatedEvents, { readonly [name: string]: Connector }>;

/** One process of the simulated machine: a log and a router over its disk, from its start to its end. */
export class SimulatedProcess implements DiskUser {
  readonly world: World;
  readonly number: number;
  readonly clock: Clock;
  readonly log: LocalEventLog;
  readonly router: AnyRouter;
  dead = false;
  letGo = false;
  /** `closed`: everything it acknowledged was written. */
  end: 'crashed' | 'closed' | undefined;
  endedMs = Number.POSITIVE_INFINITY;
  started = false;
  lastCommitTurn = -1;
  lastTroubleMs = Number.NEGATIVE_INFINITY;
  troubles = 0;

  /** Routes whose cursor is open: what is published from now on must reach them. */
  readonly ready = new Set<RoutePlan>();
  /** Since which turn these routes stand still. */
  readonly paused = new Map<RoutePlan, number>();
  readonly removed = new Set<RoutePlan>();
  /** Routes by id, with the state of their breaker since a turn, and the events that probed it. */
  readonly breakers = new Map<
    string,
    { readonly state: string; readonly turn: number; readonly probes: Set<string> }
  >();
  /** Vendors that asked to wait: until when, and since which turn. */
  readonly windows = new Map<string, { readonly untilMs: number; readonly turn: number }>();
  /** When calls were let through at the earliest, by vendor and by route: what the clock showed. */
  readonly begun = new Map<string | RoutePlan, number[]>();

  /** The highest position attempted of each key of a route in order. */
  readonly highest = new Map<string, number>();
  /** For how long writes held it up, all in all. */
  stalledMs = 0;

  constructor(world: World, number: number) {
    const { time, disk, scenario, mutant } = world;
    this.world = world;
    this.number = number;
    this.clock = time.clockOf(this);
    const storage = disk.openFor(this, scenario.batching, scenario.writingThread);
    const log = createLocalLog(mutant.storage?.(storage) ?? storage, {
      clock: this.clock,
      checkpointIntervalMs: scenario.checkpointIntervalMs,
      windowSize: scenario.windowSize,
    });
    this.log = mutant.log?.(log, this) ?? log;
    const connectors = Object.fromEntries(
      scenario.vendors.map((vendor, index) => {
        const desk = new VendorDesk(this, vendor.name);
        const ways = { webhooks: scenario.webhooks, poll: scenario.poll && index === 0 };
        const connector = connectTo(vendor, desk, this.clock, ways);
        return [vendor.name, mutant.connector?.(connector) ?? connector];
      }),
    );
    const router = createRouter<typeof connectors, SimulatedEvents>({
      connectors,
      kit,
      log: this.log,
      clock: this.clock,
      random: world.random.fork().unit,
      ...(scenario.gated && { gate: mutant.gate?.(new GateDesk(this)) ?? new GateDesk(this) }),
      routes: () => [...world.plans].map((plan) => routeOf(plan, scenario)),
    });
    this.router = mutant.router?.(router) ?? router;
    for (const plan of world.plans) this.ready.add(plan);
    for (const plan of world.heldForGood) this.paused.set(plan, time.turn);
    this.router.on('breaker', ({ route, state }) => {
      world.note(`breaker of ${route} ${state}`);
      this.breakers.set(route, { state, turn: time.turn, probes: new Set() });
    });
    this.router.on('failed', ({ error }) => world.note(`failed: ${error.code}`));
  }

  /** Starts the router; where the disk refuses it tries again, as whoever runs a service does. */
  start(): void {
    if (this.dead) return;
    this.router.start().then(
      () => {
        this.started = true;
      },
      () => this.clock.schedule(() => this.start(), 500),
    );
  }

  /** Dies at once: nothing of it happens any more. */
  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.end = 'crashed';
    this.endedMs = this.world.time.elapsedMs;
    this.world.note('dies');
  }

  committed(turn: number): void {
    this.lastCommitTurn = Math.max(this.lastCommitTurn, turn);
  }

  stalled(forMs: number): void {
    this.stalledMs += forMs;
  }

  troubled(): void {
    this.lastTroubleMs = this.world.time.elapsedMs;
    this.troubles += 1;
  }
}

/** The route of a plan, as its user writes it. */
export const routeOf = (plan: RoutePlan, { gated }: Pick<Scenario, 'gated'>): ErasedRoute => ({
  id: plan.id,
  on: plan.on,
  to: plan.to,
  start: plan.start,
  ...plan.policy,
  ...(gated && { purpose: purposeOf(plan) }),
  map: ((event: TouchlineEvent, tools: AnyTools): ReactionResult => {
    const decision = decisionOf(plan, event);
    if (decision === 'skip') return tools.skip('drawn');
    if (decision === 'throw') throw 'a string';
    return Array.from({ length: plan.calls }, (_, call) => {
      const refused = decision === 'refused' && call === plan.calls - 1;
      return tools.call[plan.action]({ tag: plan.tag, id: event.id, call: refused ? -1 : call });
    });
  }) as unknown as Reaction<never, never>,
});

interface AnyTools {
  readonly call: { readonly [Name in ActionName]: (input: CallInput) => ActionCall };
  readonly skip: (reason: string) => Skip;
}
