import { type Lease, touchpointKit } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { expect, test } from 'vitest';
import { createMemoryLog } from './memory-log.ts';

const error = { code: 'http.server_error', message: 'The vendor is down.', disposition: 'retry' } as const;

/** More than keep their events in memory. */
const many = 300;

test('of very many that wait for a retry, no lease outlives what became of it', async () => {
  const clock = manualClock();
  const log = createMemoryLog({ clock });
  const subscription = await log.subscribe({ name: 'down', types: ['*'] });
  const event = (number: number) =>
    touchpointKit.catalogue.create({
      type: 'payment.failed',
      data: { paymentId: `pi_${number}`, amount: { amountMinor: 100, currency: 'EUR' } },
    });
  await log.append(Array.from({ length: many }, (_, number) => event(number)));
  const parkAll = async (leases: readonly Lease[]): Promise<void> => {
    for (const lease of leases) await subscription.retry(lease, { atMs: clock.now() + 1_000, error });
    // The rows are written, and the events left to them.
    await clock.advance(200);
    await clock.advance(800);
  };

  const first = await subscription.next(many);
  await parkAll(first);
  const second = await subscription.next(many);
  await parkAll(second);
  const third = await subscription.next(many);
  await subscription.release(third);
  const fourth = await subscription.next(many);

  expect(fourth.map(({ position, attempt }) => [position, attempt])).toEqual(
    first.map(({ position }) => [position, 3]),
  );
  expect(fourth.every((lease, index) => lease.event.id === first[index]?.event.id)).toBe(true);
  for (const stale of [first, second, third])
    await expect(subscription.ack(stale.slice(0, 1), 'delivered')).rejects.toMatchObject({
      code: 'log.lease_lost',
    });
  await subscription.ack(fourth, 'delivered');
  expect(await subscription.counts()).toMatchObject({ delivered: many, pending: 0, retried: 2 * many });
  await log.close();
});
