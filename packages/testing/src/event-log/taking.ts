import assert from 'node:assert/strict';
import type { Lease, Subscription, TouchlineErrorJson } from '@touchline/core';
import type { EventLogHarness } from './event-log-harness.ts';

/** Why the suite's deliveries fail. */
export const serverError: TouchlineErrorJson = {
  code: 'http.server_error',
  message: 'The vendor failed.',
  disposition: 'retry',
};

/** Takes what can be handed out now, at most `max`, and does not wait for more. */
export const takeNow = async (
  harness: EventLogHarness,
  subscription: Subscription,
  max = 100,
): Promise<readonly Lease[]> => {
  const abort = new AbortController();
  const leases = subscription.next(max, abort.signal);
  await (harness.settle?.() ?? harness.clock.settle());
  abort.abort();
  return leases;
};

/** The first delivery that can be handed out now. */
export const takeOne = async (harness: EventLogHarness, subscription: Subscription): Promise<Lease> => {
  const [lease] = await takeNow(harness, subscription, 1);
  assert.ok(lease, 'a delivery can be handed out');
  return lease;
};

/** Which events these are. */
export const idsOf = (leases: readonly Lease[]): string[] => leases.map(({ event }) => event.id);

/** Takes and acknowledges a few at a time until nothing is left to take; answers the ids in the order they came. */
export const drain = async (
  harness: EventLogHarness,
  subscription: Subscription,
  max = 7,
): Promise<string[]> => {
  const ids: string[] = [];
  for (;;) {
    const leases = await takeNow(harness, subscription, max);
    if (leases.length === 0) return ids;
    ids.push(...idsOf(leases));
    await subscription.ack(leases, 'delivered');
  }
};

/** The counts must add up at any moment. */
export const assertBalanced = async (subscription: Subscription): Promise<void> => {
  const { matched, delivered, skipped, dead, pending, lost, parked } = await subscription.counts();
  assert.equal(
    delivered + skipped + dead + pending + lost,
    matched,
    'matched = delivered + skipped + dead + pending + lost',
  );
  assert.ok(parked <= pending, 'the parked are among the pending');
};

/** That thousands of ids are the ones expected, in order; tells only where they begin to differ. */
export const assertSameIds = (ids: readonly string[], expected: readonly string[]): void => {
  const different = expected.findIndex((id, index) => ids[index] !== id);
  if (different >= 0)
    assert.equal(ids[different], expected[different], `the delivery number ${different + 1}`);
  assert.equal(ids.length, expected.length, 'how many deliveries there were');
};
