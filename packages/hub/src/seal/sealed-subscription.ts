import { type Lease, type Subscription, TouchlineError } from '@touchline/core';
import { isErasedEvent, isUnreadableEvent } from './sealed-event.ts';
import type { Sealer } from './sealer.ts';

/**
 * A subscription that hands out events as they were. Those of erased people count as skipped and are handed to nobody; those that
 * were damaged become dead letters.
 */
export const sealSubscription = (subscription: Subscription, sealer: Sealer): Subscription => {
  /** What the log handed out for each lease of ours: it takes back no other. */
  const within = new WeakMap<Lease, Lease>();
  const inner = (lease: Lease): Lease => within.get(lease) ?? lease;

  const unseal = async (leases: readonly Lease[]): Promise<readonly Lease[]> => {
    const events = await sealer.unseal(leases.map(({ event }) => event));
    return leases.map((lease, index) => {
      const unsealed = { ...lease, event: events[index] ?? lease.event };
      within.set(unsealed, lease);
      return unsealed;
    });
  };

  /** Gives the leases back when they cannot be unsealed now: they come again. */
  const unsealOrRelease = async (leases: readonly Lease[]): Promise<readonly Lease[]> => {
    try {
      return await unseal(leases);
    } catch (error) {
      await subscription.release(leases).catch(() => {});
      throw error;
    }
  };

  return {
    name: subscription.name,
    async next(max, signal) {
      for (;;) {
        const leases = await unsealOrRelease(await subscription.next(max, signal));
        const [erased, unreadable] = [isErasedEvent, isUnreadableEvent].map((is) =>
          leases.filter(({ event }) => is(event)).map(inner),
        );
        if (!erased?.length && !unreadable?.length) return leases;
        if (erased?.length) await subscription.ack(erased, 'skipped');
        for (const lease of unreadable ?? [])
          await subscription.bury(lease, { stage: 'deliver', error: damaged.toJSON() });
        const left = leases.filter(({ event }) => !isErasedEvent(event) && !isUnreadableEvent(event));
        if (left.length > 0) return left;
      }
    },
    ack: (leases, outcome) => subscription.ack(leases.map(inner), outcome),
    retry: (lease, options) => subscription.retry(inner(lease), options),
    bury: (lease, options) => subscription.bury(inner(lease), options),
    release: (leases) => subscription.release(leases.map(inner)),
    counts: () => subscription.counts(),
    close: () => subscription.close(),
  };
};

const damaged = new TouchlineError(
  'hub.sealed_corrupt',
  'The stored event is damaged and cannot be unsealed.',
);
