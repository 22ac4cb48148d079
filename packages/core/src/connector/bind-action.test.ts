import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import { createSandbox, sendTo } from '../sandbox/index.ts';
import { type BatchItem, type BatchItemResult, defineAction } from './action.ts';
import type { ConnectorEnvironment } from './connector-definition.ts';
import { defineShopConnector } from './fixtures/acme-ledger.ts';

const echo = defineAction({
  name: 'echo',
  title: 'Echo',
  description: 'Answers what it was given.',
  input: z.object({ text: z.string().min(1), shout: z.boolean().default(false) }),
  output: z.object({ text: z.string() }),
  effect: 'read',
  idempotent: 'natural',
});

const connectorOf = (
  how: Parameters<Parameters<NonNullable<Definition['actions']>>[0]>[1],
  environment: ConnectorEnvironment = {},
) =>
  defineShopConnector({
    id: 'echoes',
    title: 'Echoes',
    category: 'other',
    specVersion: 1,
    config: z.object({}),
    http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
    actions: (implement) => ({ echo: implement(echo, how as never) }),
  })({}, environment);
type Definition = Parameters<typeof defineShopConnector>[0];

describe('an action', () => {
  test('gets its input parsed, with a key and an attempt of its own', async () => {
    const seen: unknown[] = [];
    const { actions } = connectorOf(async (input, { idempotencyKey, attempt, signal }) => {
      seen.push(input, idempotencyKey, attempt, signal.aborted);
      return { text: 'ok' };
    });
    await actions.echo({ text: 'hi' });
    expect(seen).toEqual([{ text: 'hi', shout: false }, expect.stringMatching(/^[0-9a-f-]{36}$/), 1, false]);
  });

  test('hands on the key that a delivery gives', async () => {
    const { actions } = connectorOf(async (_input, { idempotencyKey, attempt }) => ({
      text: `${idempotencyKey} ${attempt}`,
    }));
    expect(await actions.echo({ text: 'hi' }, { idempotencyKey: 'k-1', attempt: 3 })).toEqual({
      text: 'k-1 3',
    });
  });

  test('goes on with the trace it is called in', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const sandbox = createSandbox({
      routes: { 'GET /': () => ({ status: 200, body: {} }) },
      notFound: () => ({ status: 404 }),
    });
    const { actions } = connectorOf(
      async (_input, { http }) => {
        await http.get('/');
        return { text: 'ok' };
      },
      { http: { send: sendTo(sandbox) } },
    );
    await actions.echo({ text: 'hi' }, { trace: { traceparent } });
    await actions.echo({ text: 'hi' });
    expect(sandbox.calls.map(({ headers }) => headers.traceparent)).toEqual([traceparent, undefined]);
  });

  test('with invalid input does nothing, and says where', async () => {
    let ran = false;
    const { actions } = connectorOf(async () => {
      ran = true;
      return { text: 'ok' };
    });
    await expect(actions.echo({ text: '', shout: 'sentinel' } as never)).rejects.toThrow(
      expect.objectContaining({
        code: 'action.input_invalid',
        disposition: 'reject',
        message: expect.not.stringContaining('sentinel'),
        issues: [expect.objectContaining({ path: 'text' }), expect.objectContaining({ path: 'shout' })],
      }),
    );
    expect(ran).toBe(false);
  });

  test('whose output breaks the contract fails with a code', async () => {
    const { actions } = connectorOf(async () => ({ words: 'sentinel' }));
    await expect(actions.echo({ text: 'hi' })).rejects.toThrow(
      'Output of echoes.echo is invalid: text: is required (string).',
    );
  });

  test('is not begun when its signal is aborted already', async () => {
    const { actions } = connectorOf(async () => ({ text: 'ok' }));
    const reason = new TouchlineError('http.aborted', 'Gone.');
    await expect(actions.echo({ text: 'hi' }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('is not begun, whatever reason its caller has to give it up', async () => {
    let ran = false;
    const { actions } = connectorOf(async () => {
      ran = true;
      return { text: 'ok' };
    });
    await expect(actions.echo({ text: 'hi' }, { signal: AbortSignal.abort() })).rejects.toThrow(
      expect.objectContaining({
        code: 'http.aborted',
        message: 'echoes.echo was aborted by the caller, before it began.',
      }),
    );
    expect(ran).toBe(false);
  });

  test.each<[string, () => Promise<never>]>([
    [
      'throws at once',
      () => {
        throw new TypeError('sentinel');
      },
    ],
    [
      'rejects',
      async () => {
        throw new TypeError('sentinel');
      },
    ],
    ['rejects with a text', () => Promise.reject('sentinel')],
    ['rejects with nothing', () => Promise.reject()],
  ])('that %s ends with an error of the family, and says nothing of what was thrown', async (_what, run) => {
    const failing = connectorOf(run).actions.echo({ text: 'hi' });
    await expect(failing).rejects.toThrow(
      expect.objectContaining({ code: 'delivery.unexpected', connector: 'echoes', disposition: 'retry' }),
    );
    expect(inspect(await failing.catch((error: unknown) => error))).not.toContain('sentinel');
  });

  test('that answers without a promise is taken at its word', async () => {
    const { actions } = connectorOf((() => ({ text: 'ok' })) as never);
    expect(await actions.echo({ text: 'hi' })).toEqual({ text: 'ok' });
  });

  test('that writes, is not idempotent and stumbles has an unknown outcome', async () => {
    const write = defineAction({ ...echo, name: 'write', effect: 'write', idempotent: 'no' });
    const { actions } = defineShopConnector({
      id: 'echoes',
      title: 'Echoes',
      category: 'other',
      specVersion: 1,
      config: z.object({}),
      actions: (implement) => ({
        write: implement(write, async ({ text }) => {
          if (text === 'known') throw new TouchlineError('http.rejected', 'No.');
          throw new TypeError('sentinel');
        }),
      }),
    })({});
    await expect(actions.write({ text: 'unknown' })).rejects.toMatchObject({ disposition: 'ambiguous' });
    await expect(actions.write({ text: 'known' })).rejects.toMatchObject({ disposition: 'reject' });
  });

  test('does not repeat what a getter of its input throws', async () => {
    const { actions } = connectorOf(async () => ({ text: 'ok' }));
    const input = Object.defineProperty({}, 'text', {
      get: () => {
        throw new TypeError('sentinel');
      },
    });
    await expect(actions.echo(input as never)).rejects.toThrow(
      expect.objectContaining({
        code: 'action.input_invalid',
        message: 'Input of echoes.echo is invalid: it cannot be read.',
      }),
    );
  });

  test('the vendor’s own idempotency overrides the contract’s', () => {
    const { actions } = connectorOf({ idempotent: 'no', run: async () => ({ text: 'ok' }) });
    expect([actions.echo.idempotent, actions.echo.contract.idempotent]).toEqual(['no', 'natural']);
  });
});

describe('a batch', () => {
  const batched = (
    results: (items: readonly BatchItem<unknown>[]) => readonly BatchItemResult<{ text: string }>[],
  ) =>
    connectorOf({
      run: async () => ({ text: 'one' }),
      batch: {
        maxItems: 10,
        maxWaitMs: 5,
        run: async (items: readonly BatchItem<unknown>[]) => results(items),
      },
    }).actions.echo.batch;
  const items = (...texts: string[]) =>
    texts.map((text) => ({ input: { text }, idempotencyKey: `key-${text}` }));

  test('answers item by item, in their order, each with its own key', async () => {
    const error = new TouchlineError('http.rejected', 'No.');
    const batch = batched((all) =>
      all.map(({ idempotencyKey }) =>
        idempotencyKey === 'key-b' ? { ok: false, error } : { ok: true, output: { text: idempotencyKey } },
      ),
    );
    expect(await batch?.run(items('a', 'b', 'c'))).toEqual([
      { ok: true, output: { text: 'key-a' } },
      { ok: false, error },
      { ok: true, output: { text: 'key-c' } },
    ]);
  });

  test('refuses an invalid item alone', async () => {
    const batch = batched((all) => all.map(() => ({ ok: true, output: { text: String(all.length) } })));
    expect(await batch?.run(items('a', '', 'c'))).toEqual([
      { ok: true, output: { text: '2' } },
      { ok: false, error: expect.objectContaining({ code: 'action.input_invalid' }) },
      { ok: true, output: { text: '2' } },
    ]);
  });

  test('whose one output breaks the contract does not cost the others', async () => {
    const batch = batched(([, ...rest]) => [
      { ok: true, output: {} as never },
      null as never,
      ...rest.slice(1).map(() => ({ ok: true, output: { text: 'ok' } }) as const),
    ]);
    expect(await batch?.run(items('a', 'b', 'c'))).toEqual([
      { ok: false, error: expect.objectContaining({ code: 'action.output_invalid' }) },
      { ok: false, error: expect.objectContaining({ code: 'action.output_invalid' }) },
      { ok: true, output: { text: 'ok' } },
    ]);
  });

  test('that answers nothing, or throws, ends with an error of the family', async () => {
    await expect(batched(() => undefined as never)?.run(items('a'))).rejects.toThrow(
      'echoes.echo answered no results for 1 items.',
    );
    const stumble = () => {
      throw new TypeError('sentinel');
    };
    await expect(batched(stumble)?.run(items('a'))).rejects.toThrow('An unexpected TypeError was thrown.');
  });

  test('that answers fewer results than it got items is a broken contract', async () => {
    await expect(batched(() => [])?.run(items('a'))).rejects.toThrow(
      'echoes.echo answered 0 results for 1 items.',
    );
  });
});

describe('reconcile', () => {
  test('is there only when the vendor has it, and validates what it found', async () => {
    expect(connectorOf(async () => ({ text: 'ok' })).actions.echo.reconcile).toBeUndefined();
    const { actions } = connectorOf({
      run: async () => ({ text: 'ok' }),
      reconcile: async () => ({ outcome: 'done', output: { text: 'found' } }),
    });
    expect(await actions.echo.reconcile?.({ text: 'hi' })).toEqual({
      outcome: 'done',
      output: { text: 'found' },
    });
  });

  test.each<[string, () => Promise<never>, string]>([
    ['answers nothing', async () => undefined as never, 'The reconcile of echoes.echo answered no outcome.'],
    ['answers another outcome', async () => ({ outcome: 'maybe' }) as never, 'answered no outcome.'],
    ['throws', () => Promise.reject(new TypeError('sentinel')), 'An unexpected TypeError was thrown.'],
  ])('that %s ends with an error of the family', async (_what, reconcile, sentence) => {
    const { actions } = connectorOf({ run: async () => ({ text: 'ok' }), reconcile });
    const looking = actions.echo.reconcile?.({ text: 'hi' });
    await expect(looking).rejects.toThrow(sentence);
    await expect(looking).rejects.toThrow(TouchlineError);
  });
});
