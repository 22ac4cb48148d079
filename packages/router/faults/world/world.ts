import type { Connector, DeliveryGate } from '@touchline/core';
import type { LocalEventLog } from '../../src/log/local-log.ts';
import type { LogStorage } from '../../src/log/log-storage.ts';
import { closed, lost, storedOnce } from '../invariants/at-rest.ts';
import { judgeStart } from '../invariants/attempt-invariants.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { SentWebhook } from './acts/traffic.ts';
import type { Attempt, Seen } from './attempt.ts';
import type { ActionName } from './connectors.ts';
import { DeliveryFacts } from './delivery-facts.ts';
import { SimulatedDisk } from './disk.ts';
import type { GateMood } from './gate-desk.ts';
import { createRandom, type Random } from './random.ts';
import { drawScenario, type RoutePlan, type Scenario } from './scenario.ts';
import type { AnyRouter, SimulatedProcess } from './simulated-process.ts';
import { SimulatedTime } from './simulated-time.ts';
import type { VendorMood } from './vendor-desk.ts';

/** A bug put in on purpose: wrappers around the parts of a process. */
export interface Mutant {
  readonly storage?: (storage: LogStorage) => LogStorage;
  readonly log?: (log: LocalEventLog, process: SimulatedProcess) => LocalEventLog;
  readonly connector?: (connector: Connector) => Connector;
  readonly gate?: (gate: DeliveryGate) => DeliveryGate;
  readonly router?: (router: AnyRouter) => AnyRouter;
}

/** An invariant that did not hold. */
export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What was acknowledged to a publisher or a vendor. */
export interface Acknowledged {
  readonly id: string;
  /** The routes that it must reach: their cursors were open when it was handed in. */
  readonly routes: readonly RoutePlan[];
}

/** Everything there is outside of the code under test, made of one seed; and all that is known of what happened. */
export class World {
  readonly seed: number;
  readonly mutant: Mutant;
  readonly random: Random;
  readonly vendorRandom: Random;
  readonly scenario: Scenario;
  readonly time = new SimulatedTime();
  readonly disk: SimulatedDisk;
  readonly moods = new Map<string, VendorMood>();
  /** How the gate is about a partition key at a vendor, and since which turn. */
  readonly gateMoods = new Map<string, { readonly mood: GateMood; readonly turn: number }>();
  /** The routes that are registered now. */
  readonly plans = new Set<RoutePlan>();
  /** Every route there ever was, by tag. */
  readonly allPlans: RoutePlan[] = [];
  process: SimulatedProcess | undefined;

  readonly acknowledged: Acknowledged[] = [];
  /** What was published so far. */
  readonly published: { readonly id: string }[] = [];
  /** Of these, what was published more than once. */
  readonly again = new Set<string>();
  /** What the vendor sends, until it is acknowledged and sometimes after that. */
  readonly webhooks: SentWebhook[] = [];
  nextWebhook = 0;
  /** The last pause that was asked for, of each route that was not resumed since. */
  readonly pausesAsked = new Map<RoutePlan, object>();
  /** Routes whose pause was acknowledged, so that a crash does not end it. */
  readonly heldForGood = new Set<RoutePlan>();
  /** Ids of routes that are being removed. */
  readonly removing = new Set<string>();
  /** What was begun in the process that runs now and has not ended. */
  readonly underWay = new Set<string>();
  /** Events whose publishing was refused. */
  readonly refused = new Set<string>();
  /** Events of one call, which are held all or none. */
  readonly together: (readonly string[])[] = [];
  /** Bodies of webhooks that could not be understood and were answered 2xx, base64. */
  readonly keptWebhooks: string[] = [];
  /** What the polled vendor has, by number. */
  readonly feed: number[] = [];
  readonly keyOf = new Map<string, string>();
  readonly ownerOf = new Map<string, string>();
  /** Calls under way or ended, of the process that runs now. */
  current: Attempt[] = [];
  violation: Violation | undefined;
  readonly trace: string[] = [];
  readonly figures = { events: 0, attempts: 0, crashes: 0, closings: 0 };

  readonly #deliveries = new Map<string, DeliveryFacts>();

  constructor(seed: number, mutant: Mutant) {
    this.seed = seed;
    this.mutant = mutant;
    this.random = createRandom(seed);
    this.scenario = drawScenario(this.random.fork());
    this.vendorRandom = this.random.fork();
    this.disk = new SimulatedDisk(this.time, this.random.fork());
    for (const plan of this.scenario.routes) this.addPlan(plan);
  }

  get journal() {
    return this.disk.journal;
  }

  addPlan(plan: RoutePlan): void {
    this.plans.add(plan);
    this.allPlans[plan.tag] = plan;
  }

  /** Something begins whose end must come; what a dead process does not answer is forgotten. */
  begin(process: SimulatedProcess, what: string): { readonly end: () => boolean } {
    const name = `${what} (${this.trace.length})`;
    this.underWay.add(name);
    return {
      end: () => {
        if (process.dead) return false;
        this.underWay.delete(name);
        return true;
      },
    };
  }

  acknowledge(id: string, routes: readonly RoutePlan[], position?: number): void {
    this.acknowledged.push({ id, routes });
    const held = this.journal.positions.get(id);
    if (held === undefined) this.violate(lost, `${id} is acknowledged before it is durable`);
    else if (position !== undefined && position !== held)
      this.violate(storedOnce, `${id} is at position ${held}, and its receipt says ${position}`);
  }

  /** Another route takes over an id: its calls are others. */
  forgetKeys(route: string): void {
    for (const owner of [...this.keyOf.keys()]) if (owner.startsWith(`${route} `)) this.keyOf.delete(owner);
  }

  moodOf(vendor: string): VendorMood {
    return this.moods.get(vendor) ?? 'well';
  }

  gateOf(
    vendor: string,
    partitionkey: string | undefined,
  ): { readonly mood: GateMood; readonly turn: number } {
    return this.gateMoods.get(`${vendor}/${partitionkey}`) ?? { mood: 'open', turn: 0 };
  }

  readonly deliveryOf = (tag: number, id: string): DeliveryFacts => {
    const name = `${tag}/${id}`;
    const known = this.#deliveries.get(name);
    if (known) return known;
    const facts = new DeliveryFacts();
    this.#deliveries.set(name, facts);
    return facts;
  };

  note(what: string): void {
    this.trace.push(`${this.time.elapsedMs} ms, process ${this.process?.number ?? 0}: ${what}`);
  }

  violate(invariant: Invariant, detail: string): void {
    if (this.violation) return;
    this.violation = { invariant, detail };
    this.note(`VIOLATION of "${invariant.sentence}": ${detail}`);
  }

  // What the vendors tell.

  /** A call reached a vendor. */
  began(process: SimulatedProcess, call: BeganCall): Attempt {
    const { time, journal } = this;
    const plan = this.allPlans[call.tag] as RoutePlan;
    const position = journal.positions.get(call.id) ?? 0;
    const attempt: Attempt = {
      process,
      plan,
      id: call.id,
      position,
      partitionkey: journal.eventAt(position)?.partitionkey,
      call: call.call,
      action: call.action,
      key: call.key,
      number: call.number,
      startedMs: time.elapsedMs,
      wallMs: time.wallMs,
      slackMs: time.stalledMs,
      turn: time.turn,
      commits: journal.commits,
      gateFailures: this.deliveryOf(call.tag, call.id).gateFailures,
      abortedMs: undefined,
      endedMs: undefined,
      endedTurn: Number.POSITIVE_INFINITY,
      answered: undefined,
      closedUntilMs: undefined,
      reconciled: undefined,
    };
    this.figures.attempts += 1;
    this.note(`${nameOf(attempt)} begins, attempt ${attempt.number}`);
    const facts = this.deliveryOf(call.tag, call.id);
    const complaint = judgeStart(attempt, facts, this);
    if (complaint) this.violate(complaint.invariant, `${nameOf(attempt)} ${complaint.detail}`);
    facts.attempts.push(attempt);
    this.current.push(attempt);
    return attempt;
  }

  /** The vendor answered. */
  ended(attempt: Attempt, seen: Seen, retryAfterMs: number | undefined): void {
    const { time } = this;
    const { process, plan } = attempt;
    attempt.endedMs = time.elapsedMs;
    attempt.endedTurn = time.turn;
    attempt.answered = seen;
    this.note(
      `${nameOf(attempt)} ends: ${seen}${retryAfterMs === undefined ? '' : `, retry after ${retryAfterMs} ms`}`,
    );
    if (retryAfterMs !== undefined && seen !== 'either') attempt.closedUntilMs = time.wallMs + retryAfterMs;
    if (seen === 'window' && attempt.closedUntilMs !== undefined) {
      const untilMs = Math.max(attempt.closedUntilMs, process.windows.get(plan.to)?.untilMs ?? 0);
      process.windows.set(plan.to, { untilMs, turn: time.turn });
    }
    if (seen === 'reauthorize' && !process.paused.has(plan)) process.paused.set(plan, time.turn);
  }

  /** The vendor found out what became of a call. */
  reconciled(attempt: Attempt, found: NonNullable<Attempt['reconciled']>): void {
    attempt.reconciled = found;
    attempt.endedMs = this.time.elapsedMs;
    attempt.endedTurn = this.time.turn;
  }

  /** Puts the clocks right. When they go back, what was to last for a while lasts as long as before. */
  jump(byMs: number): void {
    this.time.jump(byMs);
    const { process } = this;
    if (byMs > 0 || !process) return;
    for (const [vendor, { untilMs, turn }] of process.windows)
      process.windows.set(vendor, { untilMs: untilMs + byMs, turn });
    for (const [whose, begun] of process.begun)
      process.begun.set(
        whose,
        begun.map((startedMs) => startedMs + byMs),
      );
    for (const attempt of this.current)
      if (attempt.closedUntilMs !== undefined) attempt.closedUntilMs += byMs;
  }

  /** The polled vendor was asked for news. */
  asked(process: SimulatedProcess): void {
    if (process.end === 'closed') this.violate(closed, 'the poll goes on');
  }
}

interface BeganCall {
  readonly tag: number;
  readonly id: string;
  readonly call: number;
  readonly action: ActionName;
  readonly key: string;
  readonly number: number;
}

/** How a trace calls an attempt. */
export const nameOf = ({ plan, id, call, position }: Attempt): string =>
  `${plan.id}: ${plan.action} ${call + 1} of ${id} (position ${position})`;
