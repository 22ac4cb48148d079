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
});
