import type { DeliveryGate, GatedDelivery, GateVerdict } from '@touchline/core';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** How the gate is about one person's events at one vendor: the first two let them through. */
export type GateMood = 'open' | 'slow' | 'withholding' | 'throwing' | 'rejecting' | 'senseless' | 'hanging';

export const gateMoods: readonly GateMood[] = [
  'open',
  'open',
  'slow',
  'withholding',
  'withholding',
  'throwing',
  'rejecting',
  'senseless',
  'hanging',
];

export const letsThrough = (mood: GateMood): boolean => mood === 'open' || mood === 'slow';

/** The gate as one process asks it. It answers as its mood is at the moment it answers, and notes what it said. */
export class GateDesk implements DeliveryGate {
  readonly #process: SimulatedProcess;
  readonly #world: World;

  constructor(process: SimulatedProcess) {
    this.#process = process;
    this.#world = process.world;
  }

  mayDeliver(delivery: GatedDelivery): GateVerdict | Promise<GateVerdict> {
    const { connector, event } = delivery;
    const { mood } = this.#world.gateOf(connector, event.partitionkey);
    switch (mood) {
      case 'open':
      case 'withholding':
        return this.#verdictOn(delivery);
      case 'slow': {
        // Shorter than any attempt may take, so that the router hears it.
        const afterMs = this.#world.vendorRandom.between(0, 150);
        return new Promise((resolve, reject) => {
          this.#process.clock.schedule(() => {
            const then = this.#world.gateOf(connector, event.partitionkey).mood;
            if (letsThrough(then) || then === 'withholding') return resolve(this.#verdictOn(delivery));
            this.#fails(delivery);
            reject(new Error('The gate is out of order.'));
          }, afterMs);
        });
      }
      case 'hanging':
        this.#fails(delivery, this.#planOf(delivery)?.policy.timeoutMs);
        return new Promise(() => {});
      default:
        this.#fails(delivery);
        if (mood === 'throwing') throw 'a string';
        return mood === 'rejecting' ? Promise.reject(new Error('No.')) : (undefined as never);
    }
  }

  #verdictOn(delivery: GatedDelivery): GateVerdict {
    const { connector, event } = delivery;
    if (letsThrough(this.#world.gateOf(connector, event.partitionkey).mood)) return { allowed: true };
    const facts = this.#factsOf(delivery);
    facts.withheldAfter = facts.attempts.length;
    this.#world.note(`the gate withholds ${event.id} from ${delivery.route}`);
    return { allowed: false, reason: 'withheld' };
  }

  #fails(delivery: GatedDelivery, lateMs = 0): void {
    const facts = this.#factsOf(delivery);
    facts.gateFailures += 1;
    facts.lastGateFailureMs = this.#world.time.elapsedMs + lateMs;
    this.#world.note(`the gate does not say whether ${delivery.route} may have ${delivery.event.id}`);
  }

  #planOf({ purpose }: GatedDelivery) {
    return this.#world.allPlans[tagOf(purpose)];
  }

  #factsOf({ purpose, event }: GatedDelivery) {
    return this.#world.deliveryOf(tagOf(purpose), event.id);
  }
}

/** A route tells its tag as its purpose: routes may have the same id one after the other. */
export const purposeOf = ({ tag }: { readonly tag: number }): string => `tag:${tag}`;

const tagOf = (purpose: string | undefined): number => Number(purpose?.slice('tag:'.length));
