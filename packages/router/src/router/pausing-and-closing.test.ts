import { describe, expect, test } from 'vitest';
import { createMemoryLog, createMemoryStorage } from '../log/index.ts';
import { createVendor } from './fixtures/shop.ts';
import { sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('pausing and closing', () => {
  test('a paused route keeps its events, and audit balances all the while', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    await router.pause('vendor');
    await clock.advance(0);
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toEqual([]);
    expect((await router.audit()).map(({ balanced, pending }) => [balanced, pending])).toEqual([[true, 1]]);
    await router.resume('vendor');
    await clock.advance(0);
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
  });

  test('a pause by an operator outlives the process, until the route is resumed', async () => {
    const vendor = createVendor('vendor');
    const other = createVendor('other');
    const storage = createMemoryStorage();
    const open = () => {
      const log = createMemoryLog({ clock, storage });
      return started({ vendor: vendor.connector, other: other.connector }, { log }).then((router) => ({
        router,
        log,
      }));
    };
    const first = await open();
    await first.router.pause('vendor');
    await first.router.pause('vendor');
    first.log.abandon();

    const second = await open();
    await second.router.publish(sold('hat'));
    await second.router.settled();
    expect((await second.router.status()).map(({ id, state }) => [id, state])).toEqual([
      ['vendor', 'paused: operator'],
      ['other', 'running'],
    ]);
    expect([vendor.calls.length, other.calls.length]).toEqual([0, 1]);
    await second.router.resume('vendor');
    await second.router.settled();
    expect(vendor.calls).toHaveLength(1);
    second.log.abandon();

    const third = await open();
    expect((await third.router.status()).map(({ state }) => state)).toEqual(['running', 'running']);
  });

  test('a pause that cannot be written holds all the same, and is told', async () => {
    const vendor = createVendor('vendor');
    const storage = createMemoryStorage();
    const router = await started({ vendor: vendor.connector }, { log: createMemoryLog({ clock, storage }) });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    const write = storage.write.bind(storage);
    storage.write = () => {
      throw new Error('The disk is on fire.');
    };
    await expect(router.pause('vendor')).rejects.toThrow(expect.objectContaining({ code: 'log.failed' }));
    storage.write = write;
    expect(failures).toEqual(['log.failed']);
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toEqual([]);
    // Asked for again, it is durable.
    await router.pause('vendor');
    expect(storage.bookmark('router:paused-routes')).toBe('["vendor"]');
  });

  test('refused credentials hold a route only until the next start, which may bring new ones', async () => {
    const vendor = createVendor('vendor', { answers: [['http.unauthorized']] });
    const storage = createMemoryStorage();
    const log = createMemoryLog({ clock, storage });
    const first = await started({ vendor: vendor.connector }, { log });
    await first.publish(sold('hat'));
    await first.settled();
    expect((await first.status())[0]?.state).toBe('paused: reauthorize');
    await first.close();
    const second = await started({ vendor: vendor.connector }, { log: createMemoryLog({ clock, storage }) });
    await second.settled();
    expect(vendor.calls).toHaveLength(2);
    expect((await second.status())[0]).toMatchObject({ state: 'running', delivered: 1 });
  });

  test('close lets what is under way end', async () => {
    let finish: (value?: unknown) => void = () => {};
    const vendor = createVendor('vendor', {
      answers: [
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      ],
    });
    const router = await started({ vendor: vendor.connector });
    const done: string[] = [];
    router.on('delivered', ({ event }) => done.push(event.id));
    await router.publish(sold('hat'));
    await clock.advance(0);
    const closed = router.close();
    await clock.advance(100);
    finish();
    await closed;
    expect(done).toEqual(['sale-hat']);
  });

  test('close gives up on what does not end, and gives it back', async () => {
    const vendor = createVendor('vendor', { answers: [() => new Promise<never>(() => {})] });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await clock.advance(0);
    const closed = router.close({ timeoutMs: 50 });
    await clock.advance(50);
    await clock.advance(1_000);
    await closed;
    expect(vendor.calls).toHaveLength(1);
  });
});
