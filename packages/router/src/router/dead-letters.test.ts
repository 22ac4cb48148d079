import { describe, expect, test } from 'vitest';
import { createVendor } from './fixtures/shop.ts';
import { countsOf, sold, startedRouters } from './fixtures/started-router.ts';

const { started } = startedRouters();

describe('dead letters', () => {
  const dead = async () => {
    const vendor = createVendor('vendor', { answers: [['http.rejected'], ['http.rejected']] });
    const router = await started({ vendor: vendor.connector }, { policy: { concurrency: 1 } });
    await router.publish(sold('hat'));
    await router.publish(sold('cap'));
    await router.settled();
    return { vendor, router };
  };

  test('are counted by a dry run, and replayed with the same key', async () => {
    const { vendor, router } = await dead();
    expect(await router.replay({ stages: ['deliver'] }, { dryRun: true })).toEqual({
      deliveries: 2,
      webhooks: 0,
      stillFailing: 0,
    });
    expect(await router.deadLetters.count()).toBe(2);
    expect(await router.replay({ stages: ['deliver'] })).toEqual({
      deliveries: 2,
      webhooks: 0,
      stillFailing: 0,
    });
    await router.settled();
    expect(await router.deadLetters.count()).toBe(0);
    expect(vendor.calls.map(({ line }) => line)).toEqual(['hat', 'cap', 'hat', 'cap']);
    // What was tried before is never a first attempt again: a vendor that forgets keys looks before it repeats.
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2]);
    expect(vendor.calls[0]?.idempotencyKey).toBe(vendor.calls[2]?.idempotencyKey);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 2,
      delivered: 2,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });

  test('can be discarded, and stay counted as dead', async () => {
    const { router } = await dead();
    const [first] = await router.deadLetters.list({}, { limit: 1 });
    expect(await router.deadLetters.discard({ ids: [first?.id as string] })).toBe(1);
    expect(await router.deadLetters.count()).toBe(1);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 2,
      delivered: 0,
      skipped: 0,
      dead: 2,
      pending: 0,
    });
  });
});
