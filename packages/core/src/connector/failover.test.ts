import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { TouchlineError, type TouchlineErrorOptions } from '../errors/touchline-error.ts';
import { type ActionContract, defineAction, type Idempotency } from './action.ts';
import { failover } from './failover.ts';
import { defineShopConnector } from './fixtures/acme-ledger.ts';

const send = defineAction({
  name: 'send',
  title: 'Send',
  description: 'Sends a text.',
  input: z.object({ text: z.string() }),
  output: z.object({ by: z.string() }),
  effect: 'write',
  idempotent: 'key',
});
const look = defineAction({ ...send, name: 'look', effect: 'read' });

type Answer = 'ok' | [ErrorCode, TouchlineErrorOptions?];

/** A vendor that gives its answers one after another, then says ok. */
const vendor = (id: string, answers: Answer[], idempotent: Idempotency = 'key') => {
  const run = async (): Promise<{ by: string }> => {
    const answer = answers.shift() ?? 'ok';
    if (answer !== 'ok') throw new TouchlineError(answer[0], `${id} failed.`, answer[1]);
    return { by: id };
  };
  return defineShopConnector({
    id,
    title: id,
    category: 'email',
    specVersion: 1,
    config: z.object({}),
    http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
    actions: (implement) => ({ send: implement(send, { idempotent, run }), look: implement(look, run) }),
  })({});
};

const plain = (id: string) =>
  ({ id, title: id, category: 'email', specVersion: 1, config: z.object({}) }) as const;

const objectVendor = (id: string, name: string) =>
  defineShopConnector({
    ...plain(id),
    actions: (implement) => ({ [name]: implement({ ...send, name }, async () => ({ by: id })) }),
  })({});

const stoppedClock = (nowMs: { value: number }): Clock => ({
  now: () => nowMs.value,
  schedule: () => () => {},
});

describe('failover', () => {
  test.each<ErrorCode>(['http.network', 'http.server_error', 'http.rate_limited', 'http.unauthorized'])(
    'goes to the next connector after %s',
    async (code) => {
      const either = failover([vendor('first', [[code]]), vendor('second', [])]);
      expect(await either.actions.send({ text: 'hi' })).toEqual({ by: 'second' });
    },
  );

  test('does not send again elsewhere what the first may have sent', async () => {
    const either = failover([vendor('first', [['http.timeout']]), vendor('second', [])]);
    await expect(either.actions.send({ text: 'hi' })).rejects.toThrow('first failed.');
  });

  test.each([502, 504])('nor what a gateway before the first answered with %d', async (vendorStatus) => {
    const gone = (): Answer[] => [['http.server_error', { vendorStatus, disposition: 'retry' }]];
    const either = failover([vendor('first', gone()), vendor('second', [])]);
    await expect(either.actions.send({ text: 'hi' })).rejects.toThrow('first failed.');
    const reading = failover([vendor('first', gone()), vendor('second', [])]);
    expect(await reading.actions.look({ text: 'hi' })).toEqual({ by: 'second' });
  });

  test('is no failover of what the caller has given up', async () => {
    const either = failover([vendor('first', [['http.aborted']]), vendor('second', [])]);
    const signal = AbortSignal.abort(new TouchlineError('http.aborted', 'Gone.'));
    await expect(either.actions.send({ text: 'hi' }, { signal })).rejects.toThrow('Gone.');
  });

  test('of two accounts of one vendor is allowed', async () => {
    const either = failover([vendor('acme', [['http.network']]), vendor('acme', [])]);
    expect(await either.actions.send({ text: 'hi' })).toEqual({ by: 'acme' });
  });

  test('reads elsewhere what the first did not answer', async () => {
    const either = failover([vendor('first', [['http.timeout']]), vendor('second', [])]);
    expect(await either.actions.look({ text: 'hi' })).toEqual({ by: 'second' });
  });

  test('a rejection ends it', async () => {
    const either = failover([vendor('first', [['http.rejected']]), vendor('second', [])]);
    await expect(either.actions.send({ text: 'hi' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected' }),
    );
  });

  test('a vendor that named a time to wait is passed over until then', async () => {
    const nowMs = { value: 0 };
    const first = vendor('first', [['http.rate_limited', { retryAfterMs: 5_000 }]]);
    const either = failover([first, vendor('second', [])], { clock: stoppedClock(nowMs) });
    const by = async () => (await either.actions.send({ text: 'hi' })).by;
    expect(await by()).toBe('second');
    nowMs.value = 4_999;
    expect(await by()).toBe('second');
    nowMs.value = 5_000;
    expect(await by()).toBe('first');
  });

  test('when all fail, the soonest wait is told, and refused credentials come last', async () => {
    const either = failover([
      vendor('first', [['http.unauthorized']]),
      vendor('second', [['http.rate_limited', { retryAfterMs: 9_000 }]]),
      vendor('third', [['http.rate_limited', { retryAfterMs: 2_000 }]]),
    ]);
    await expect(either.actions.send({ text: 'hi' })).rejects.toThrow(
      expect.objectContaining({ message: 'third failed.', retryAfterMs: 2_000 }),
    );
  });

  test('is never more idempotent than its weakest part', () => {
    expect(failover([vendor('first', []), vendor('second', [], 'no')]).actions.send.idempotent).toBe('no');
  });

  test('keeps the types of the shared actions', () => {
    const either = failover([vendor('first', []), vendor('second', [])]);
    expectTypeOf(either.actions.send).returns.resolves.toEqualTypeOf<{ by: string }>();
    // @ts-expect-error the text is missing
    expectTypeOf(either.actions.send).toBeCallableWith({});
  });

  test('refuses connectors without a common action, and a common name for another contract', () => {
    const other = (contract: ActionContract<'send', typeof send.input, typeof send.output>) =>
      defineShopConnector({
        id: 'other',
        title: 'Other',
        category: 'email',
        specVersion: 1,
        config: z.object({}),
        http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
        actions: (implement) => ({ send: implement(contract, async () => ({ by: 'other' })) }),
      })({});
    const none = defineShopConnector({
      id: 'none',
      title: 'None',
      category: 'email',
      specVersion: 1,
      config: z.object({}),
      http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
    })({});
    expect(() => failover([vendor('first', []), none])).toThrow(
      'The connectors first, none have no action in common.',
    );
    expect(() => failover([vendor('first', []), other({ ...send })])).toThrow(
      'other does not implement the same send as the connector before it.',
    );
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'failover takes a list of two connectors or more, in order of preference.'],
    ['a text', 'ab', 'failover takes a list of two connectors or more'],
    ['one connector', [vendor('first', [])], 'failover takes a list of two connectors or more'],
    ['null', [vendor('first', []), null], 'Number 2 of failover is no connector'],
    [
      'a factory',
      [defineShopConnector(plain('raw')), vendor('first', [])],
      'Number 1 of failover is no connector',
    ],
    ['the same one twice', Array(2).fill(vendor('first', [])), 'failover was given the same first twice.'],
    [
      'an action that is a method of every object',
      [objectVendor('first', 'toString'), vendor('second', [])],
      'The connectors first, second have no action in common.',
    ],
  ])('refuses %s', (_what, connectors, sentence) => {
    const make = () => failover(connectors as never);
    expect(make).toThrow(expect.objectContaining({ code: 'connector.invalid' }));
    expect(make).toThrow(sentence);
  });
});
