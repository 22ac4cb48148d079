import { describe, expect, test } from 'vitest';
import { createVendor } from './fixtures/shop.ts';
import { countsOf, sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('the breaker', () => {
  test('opens on a destination that fails, burns nothing while open, and closes after a good probe', async () => {
    const vendor = createVendor('vendor', {
      answers: Array.from({ length: 4 }, () => ['http.server_error'] as const),
    });
    const router = await started(
      { vendor: vendor.connector },
      { policy: { concurrency: 1, breaker: { failures: 3, openMs: 10_000, maxOpenMs: 60_000 } } },
    );
    const states: string[] = [];
    router.on('breaker', ({ state }) => states.push(state));
    await router.publishAll(['a', 'b', 'c', 'd', 'e'].map((sku) => sold(sku)));
    await clock.advance(0);
    expect([vendor.calls.length, states]).toEqual([3, ['open']]);
    expect((await router.status())[0]?.state).toBe('breaker open');
    await clock.advance(9_999);
    expect(vendor.calls).toHaveLength(3);
    await clock.advance(1);
    expect([vendor.calls.length, states]).toEqual([4, ['open', 'half-open', 'open']]);
    await clock.advance(20_000);
    await router.settled();
    expect(states.slice(3)).toEqual(['half-open', 'closed']);
    const afterwards = vendor.calls.slice(3).map(({ line, attempt }) => `${line} ${attempt}`);
    // The probes took the retry that had waited longest; the failed one counts no attempt.
    expect(afterwards.sort()).toEqual(['a 2', 'a 2', 'b 2', 'c 2', 'd 1', 'e 1']);
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 5,
      delivered: 5,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });
});
