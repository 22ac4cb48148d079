import type { TouchlineError } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createVendor } from './fixtures/shop.ts';
import { countsOf, sold, startedRouters } from './fixtures/started-router.ts';

const { clock, started } = startedRouters();

describe('failures', () => {
  test('a retry comes on schedule, with the same key and the next attempt', async () => {
    const vendor = createVendor('vendor', { answers: [['http.server_error'], ['http.network']] });
    const router = await started({ vendor: vendor.connector });
    const retries: number[] = [];
    router.on('retrying', ({ atMs }) => retries.push(atMs - clock.now()));
    await router.publish(sold('hat'));
    await clock.advance(999);
    expect(vendor.calls).toHaveLength(1);
    await clock.advance(1);
    await clock.advance(2_000);
    await router.settled();
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(vendor.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(retries).toEqual([1_000, 2_000]);
  });

  test('a rejection is a dead letter at once', async () => {
    const vendor = createVendor('vendor', { answers: [['http.rejected', { vendorCode: 'no_such_thing' }]] });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter).toMatchObject({
      kind: 'delivery',
      subscription: 'vendor',
      stage: 'deliver',
      attempts: 1,
      error: { code: 'http.rejected', vendorCode: 'no_such_thing' },
      event: { id: 'sale-hat' },
    });
    expect(await countsOf(router, 'vendor')).toEqual({
      matched: 1,
      delivered: 0,
      skipped: 0,
      dead: 1,
      pending: 0,
    });
  });

  test('retries that are used up end as a dead letter that names the last failure', async () => {
    const vendor = createVendor('vendor', { answers: [['http.network'], ['http.server_error']] });
    const router = await started({ vendor: vendor.connector }, { policy: { retry: { maxAttempts: 2 } } });
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter?.error).toMatchObject({
      code: 'delivery.exhausted',
      message: 'Gave up after 2 attempts; the last failed with http.server_error: vendor failed.',
    });
  });

  test('a closed rate window delays everybody and burns no attempt', async () => {
    const vendor = createVendor('vendor', { answers: [['http.rate_limited', { retryAfterMs: 5_000 }]] });
    const router = await started({ vendor: vendor.connector }, { policy: { retry: { maxAttempts: 1 } } });
    await router.publish(sold('hat'));
    await clock.advance(0);
    await router.publish(sold('cap'));
    await clock.advance(4_999);
    expect(vendor.calls).toHaveLength(1);
    await clock.advance(2_000);
    await router.settled();
    expect(vendor.calls.map(({ line }) => line).sort()).toEqual(['cap', 'hat', 'hat']);
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  test('the vendor’s own rate is kept', async () => {
    const vendor = createVendor('vendor', { rate: { requests: 2, perMs: 1_000 } });
    const router = await started({ vendor: vendor.connector });
    await router.publishAll(['a', 'b', 'c', 'd', 'e'].map((sku) => sold(sku)));
    await clock.advance(0);
    expect(vendor.calls).toHaveLength(2);
    await clock.advance(1_000);
    expect(vendor.calls).toHaveLength(4);
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls).toHaveLength(5);
  });

  test('refused credentials pause the route; nothing is burnt, and it goes on when resumed', async () => {
    const vendor = createVendor('vendor', { answers: [['http.unauthorized']] });
    const router = await started({ vendor: vendor.connector });
    const told: string[] = [];
    router.on('paused', ({ route, reason }) => told.push(`${route} ${reason}`));
    await router.publish(sold('hat'));
    await router.settled();
    expect(told).toEqual(['vendor reauthorize']);
    expect((await router.status())[0]?.state).toBe('paused: reauthorize');
    expect(await countsOf(router, 'vendor')).toMatchObject({ pending: 1, dead: 0 });
    await router.resume('vendor');
    await clock.advance(0);
    await router.settled();
    expect(vendor.calls.map(({ attempt }) => attempt)).toEqual([1, 1]);
  });

  test('an unknown outcome is never repeated blindly', async () => {
    const vendor = createVendor('vendor', {
      idempotent: 'no',
      answers: [['http.timeout', { disposition: 'ambiguous' }]],
    });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await router.settled();
    expect(vendor.calls).toHaveLength(1);
    expect((await router.deadLetters.list())[0]?.error.code).toBe('delivery.ambiguous');
  });

  test.each([
    ['done', 1, 0],
    ['not_done', 2, 0],
    ['unknown', 1, 1],
  ] as const)('an unknown outcome that the vendor finds %s', async (outcome, calls, dead) => {
    const vendor = createVendor('vendor', {
      idempotent: 'no',
      answers: [['http.timeout', { disposition: 'ambiguous' }]],
      reconcile: async () => (outcome === 'done' ? { outcome, output: {} } : { outcome }),
    });
    const router = await started({ vendor: vendor.connector });
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    expect(vendor.calls).toHaveLength(calls);
    expect(await countsOf(router, 'vendor')).toMatchObject({ delivered: 1 - dead, dead });
  });

  test('a map that throws is a dead letter of stage map, without the event’s data in its error', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'bad',
            on: 'shop.sold',
            to: 'vendor',
            map: (event) => {
              throw new RangeError(`sentinel ${event.data.sku}`);
            },
          }),
        ],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    const [letter] = await router.deadLetters.list();
    expect(letter).toMatchObject({
      stage: 'map',
      error: { code: 'map.failed', message: 'The map of route bad threw an unexpected RangeError.' },
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'map.failed'],
    ['a promise', Promise.resolve(), 'map.failed'],
    ['a call of what is not there', { action: 'erase', input: {} }, 'action.unknown'],
    ['a call of an inherited name', { action: 'toString', input: {} }, 'action.unknown'],
  ])('a map that returns %s is a dead letter', async (_what, result, code) => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [route({ id: 'bad', on: 'shop.sold', to: 'vendor', map: () => result as never })],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ stage, error }) => [stage, error.code])).toEqual([
      ['map', code],
    ]);
  });

  test('an input that the action refuses is a dead letter of stage input', async () => {
    const vendor = createVendor('vendor');
    const router = await started(
      { vendor: vendor.connector },
      {
        reactions: { vendor: 'none' },
        routes: (route) => [
          route({
            id: 'bad',
            on: 'shop.sold',
            to: 'vendor',
            map: (_event, { call }) => call.note({ line: '' }),
          }),
        ],
      },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ stage, error }) => [stage, error.code])).toEqual([
      ['input', 'action.input_invalid'],
    ]);
    expect(vendor.calls).toEqual([]);
  });

  test.each<[string, 'key' | 'no', string]>([
    ['is tried again when the vendor knows the key', 'key', 'http'],
    ['is not repeated when the vendor has no key', 'no', 'delivery.ambiguous'],
  ])('an attempt that never ends %s', async (_what, idempotent, code) => {
    const never = () => new Promise<never>(() => {});
    const vendor = createVendor('vendor', { idempotent, answers: [never] });
    const router = await started({ vendor: vendor.connector }, { policy: { timeoutMs: 5_000 } });
    await router.publish(sold('hat'));
    await clock.advance(5_000);
    await clock.advance(1_000);
    await clock.advance(1_000);
    await router.settled();
    const letters = await router.deadLetters.list();
    expect(letters.map(({ error }) => error.code)).toEqual(code === 'http' ? [] : [code]);
    expect(vendor.calls).toHaveLength(idempotent === 'key' ? 2 : 1);
  });

  test.each<
    [string, (settle: { resolve: (value: unknown) => void; reject: (thrown: unknown) => void }) => void]
  >([
    [
      'succeeds, then fails',
      ({ resolve, reject }) => {
        resolve({});
        reject(new Error('late'));
      },
    ],
    [
      'succeeds twice',
      ({ resolve }) => {
        resolve({});
        resolve({});
      },
    ],
  ])('an action that %s is settled once', async (_what, settle) => {
    const { connector } = createVendor('vendor');
    const twice = { ...connector.actions.note } as unknown as typeof connector.actions.note;
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a hostile connector returns what is no promise.
      then: (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) =>
        settle({ resolve, reject }),
    };
    const note = Object.assign(() => thenable as never, twice);
    const router = await started({ vendor: { ...connector, actions: { note } } });
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.audit())[0]).toMatchObject({ delivered: 1, pending: 0, dead: 0, balanced: true });
  });

  test.each<[string, () => unknown, string[]]>([
    ['returns no promise is taken at its word', () => 7, []],
    [
      'throws where it should reject fails like any other',
      () => {
        throw new Error('sentinel');
      },
      ['delivery.exhausted'],
    ],
  ])('an action that %s', async (_what, act, codes) => {
    const { connector } = createVendor('vendor');
    const note = Object.assign(act as never, { ...connector.actions.note });
    const router = await started(
      { vendor: { ...connector, actions: { note } } },
      { policy: { retry: { maxAttempts: 1 } } },
    );
    await router.publish(sold('hat'));
    await router.settled();
    expect((await router.deadLetters.list()).map(({ error }) => error.code)).toEqual(codes);
    expect((await router.audit())[0]).toMatchObject({ pending: 0, balanced: true });
  });

  test('an action that throws a string is retried, and the string is told nobody', async () => {
    const vendor = createVendor('vendor', { answers: [() => Promise.reject('sentinel')] });
    const router = await started({ vendor: vendor.connector });
    const errors: TouchlineError[] = [];
    router.on('retrying', ({ error }) => errors.push(error));
    await router.publish(sold('hat'));
    await clock.advance(1_000);
    await router.settled();
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['delivery.unexpected', 'An unexpected string was thrown.'],
    ]);
  });

  test('one failing destination does not hold up another', async () => {
    const bad = createVendor('bad', {
      answers: Array.from({ length: 50 }, () => ['http.server_error'] as const),
    });
    const good = createVendor('good');
    const router = await started({ bad: bad.connector, good: good.connector });
    await router.publishAll(Array.from({ length: 20 }, (_, index) => sold(`sku-${index}`)));
    await clock.advance(0);
    expect(good.calls).toHaveLength(20);
    expect(await countsOf(router, 'bad')).toMatchObject({ delivered: 0, pending: 20 });
  });

  test('a listener that throws costs no delivery', async () => {
    const vendor = createVendor('vendor');
    const router = await started({ vendor: vendor.connector });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    router.on('delivered', () => {
      throw new Error('listener');
    });
    await router.publish(sold('hat'));
    await router.settled();
    expect([vendor.calls.length, failures]).toEqual([1, ['delivery.unexpected']]);
  });

  test('a listener that fails later is told as well, and ends no process', async () => {
    const router = await started({ vendor: createVendor('vendor').connector });
    const failures: string[] = [];
    router.on('failed', ({ error }) => failures.push(error.code));
    router.on('delivered', (async () => {
      throw new Error('listener');
    }) as never);
    await router.publish(sold('hat'));
    await router.settled();
    await clock.advance(0);
    expect(failures).toEqual(['delivery.unexpected']);
  });
});
