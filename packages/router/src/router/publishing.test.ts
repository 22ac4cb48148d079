import { describe, expect, test } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { createVendor, shop } from './fixtures/shop.ts';
import { countsOf, sold, startedRouters } from './fixtures/started-router.ts';

const { clock, opened, started } = startedRouters();

describe('publishing', () => {
  test('reaches every registered connector with no routes at all', async () => {
    const [first, second] = [createVendor('first'), createVendor('second')];
    const router = await started({ first: first.connector, second: second.connector });
    const receipt = await router.publish(sold('hat'));
    await router.settled();
    expect(receipt).toMatchObject({
      position: 1,
      duplicate: false,
      event: { source: '/app', id: 'sale-hat' },
    });
    expect([first.calls, second.calls].map((calls) => calls.map(({ line }) => line))).toEqual([
      ['hat'],
      ['hat'],
    ]);
    expect(await countsOf(router, 'first')).toEqual({
      matched: 1,
      delivered: 1,
      skipped: 0,
      dead: 0,
      pending: 0,
    });
  });

  test('the same event again changes nothing', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    expect(await router.publish(sold('hat'))).toMatchObject({ position: 1, duplicate: true });
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test('before start waits for it, and is not missed', async () => {
    const vendor = createVendor('vendor');
    const router = createRouter({
      connectors: { vendor: vendor.connector },
      kit: shop,
      log: createMemoryLog({ clock }),
      clock,
    });
    opened.push(router);
    await router.publish(sold('hat'));
    expect(vendor.calls).toEqual([]);
    await router.start();
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test.each([
    ['event.unknown_type', { type: 'shop.stolen', data: {} }],
    ['event.invalid', { type: 'shop.sold', data: { sku: 7 } }],
    ['event.too_large', { type: 'shop.sold', data: { sku: 'x'.repeat(262_144) } }],
  ])('refuses with %s and holds nothing', async (code, draft) => {
    const log = createMemoryLog({ clock });
    const router = await started({ vendor: createVendor('vendor').connector }, { log });
    await expect(router.publish(draft as never)).rejects.toThrow(expect.objectContaining({ code }));
    expect(await log.stats()).toMatchObject({ events: 0 });
  });

  test('several at once are stored all or none', async () => {
    const log = createMemoryLog({ clock });
    const router = await started({ vendor: createVendor('vendor').connector }, { log });
    await expect(router.publishAll([sold('hat'), { ...sold('cap'), data: {} as never }])).rejects.toThrow(
      expect.objectContaining({ code: 'event.invalid' }),
    );
    expect(await log.stats()).toMatchObject({ events: 0 });
    const receipts = await router.publishAll([sold('hat'), sold('cap')]);
    expect(receipts.map(({ position }) => position)).toEqual([1, 2]);
  });

  test('after close is refused', async () => {
    const router = await started({ vendor: createVendor('vendor').connector });
    await router.close();
    await expect(router.publish(sold('hat'))).rejects.toThrow(
      expect.objectContaining({ code: 'router.closed' }),
    );
  });
});
