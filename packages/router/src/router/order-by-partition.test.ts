import { describe, expect, test } from 'vitest';
import { createVendor } from './fixtures/shop.ts';
import { sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('order by partition', () => {
  test('a key waits for its own retries, and no other key does', async () => {
    const vendor = createVendor('vendor', { answers: [['http.server_error']] });
    const router = await started({ vendor: vendor.connector }, { policy: { order: 'partition' } });
    await router.publishAll(
      ['a1', 'b1', 'a2', 'b2'].map((sku) => ({ ...sold(sku), partitionkey: sku.charAt(0) })),
    );
    await clock.advance(0);
    expect(vendor.calls.map(({ line }) => line)).toEqual(['a1', 'b1', 'b2']);
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls.map(({ line }) => line)).toEqual(['a1', 'b1', 'b2', 'a1', 'a2']);
  });
});
