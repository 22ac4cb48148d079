import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLog, type Lease, touchpointKit } from '@touchline/core';
import { type ManualClock, manualClock } from '@touchline/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryLog } from './memory-log.ts';
import { createSqliteLog } from './sqlite-log.ts';

const error = { code: 'http.server_error', message: 'The vendor is down.', disposition: 'retry' } as const;

const many = 300;

const event = (number: number) =>
  touchpointKit.catalogue.create({
    type: 'payment.failed',
    data: { paymentId: `pi_${number}`, amount: { amountMinor: 100, currency: 'EUR' } },
  });

const newPath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-parked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'events.db');
};

test.each<[string, (clock: ManualClock) => EventLog]>([
  ['memory', (clock) => createMemoryLog({ clock })],
  ['SQLite', (clock) => createSqliteLog({ clock, path: newPath() })],
])(
  'of very many that wait for a retry, no lease outlives what became of it: %s log',
  async (_, createLog) => {
    const clock = manualClock();
    const log = createLog(clock);
    const subscription = await log.subscribe({ name: 'down', types: ['payment.failed'] });
    await log.append(Array.from({ length: many }, (_, number) => event(number)));
    const parkAll = async (leases: readonly Lease[]): Promise<void> => {
      for (const lease of leases) await subscription.retry(lease, { atMs: clock.now() + 1_000, error });
      // The rows are written with the next append, and the events left to them.
      await log.append([{ ...event(0), type: 'profile.updated' }]);
      await clock.advance(1_000);
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
  },
);

test('very many that wait for a retry are as they were after a restart, those first that are due first', async () => {
  const path = newPath();
  const clock = manualClock();
  const before = createSqliteLog({ clock, path });
  const subscription = await before.subscribe({ name: 'down', types: ['*'] });
  await before.append(Array.from({ length: many }, (_, number) => event(number)));
  const leases = await subscription.next(many);
  const atMs = (position: number): number => clock.now() + 1_000 - position;
  for (const lease of leases)
    await subscription.retry(lease, { atMs: atMs(lease.position), error, progress: lease.position });
  await before.close();

  const log = createSqliteLog({ clock, path });
  const reopened = await log.subscribe({ name: 'down', types: ['*'] });
  expect(await reopened.counts()).toMatchObject({ matched: many, pending: many, parked: many });
  await clock.advance(1_000);
  const taken: Lease[] = [];
  while (taken.length < many) taken.push(...(await reopened.next(7)));

  expect(taken.map(({ position }) => position)).toEqual(leases.map(({ position }) => position).reverse());
  for (const { position, attempt, progress, event: given } of taken)
    expect({ position, attempt, progress, given }).toEqual({
      position,
      attempt: 2,
      progress: position,
      given: leases[position - 1]?.event,
    });
  await log.close();
});
