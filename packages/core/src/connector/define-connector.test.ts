import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../privacy/secret.ts';
import type { BoundAction } from './action.ts';
import { defineShopConnector, ledger, ledgerConfig, postEntry } from './fixtures/acme-ledger.ts';

const minimal = { title: 'Minimal', category: 'other', specVersion: 1, config: z.object({}) } as const;

describe('the config of a connector', () => {
  test('is parsed, its defaults filled in and its secrets sealed', () => {
    const connector = ledger(ledgerConfig);
    expect(connector.id).toBe('acme-ledger');
    expect(connector.limits).toEqual({ maxConcurrency: 8, rate: { requests: 100, perMs: 1_000 } });
    expect(inspect(connector, { depth: 10 })).not.toContain('sentinel');
    expect(JSON.stringify(connector)).not.toContain('sentinel');
  });

  test('names every field that is wrong, and no value', () => {
    // @ts-expect-error `bok` is no key of the config
    const make = () => ledger({ baseUrl: 'sentinel-url', apiKey: '', bok: 'sentinel-book' });
    expect(make).toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        issues: [
          { path: 'baseUrl', message: 'invalid URL' },
          { path: 'apiKey', message: 'must be a non-empty string' },
          { path: 'bok', message: 'is not a known key' },
        ],
      }),
    );
    expect(make).not.toThrow(/sentinel/);
  });

  test('a missing secret is said to be missing', () => {
    const make = () => ledger({ baseUrl: 'https://ledger.example.com' } as never);
    expect(make).toThrow('Config of acme-ledger: apiKey: is required (secret).');
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'Config of acme-ledger: is required (object).'],
    ['a text', 'sentinel', 'Config of acme-ledger: invalid input: expected object, received string.'],
    [
      'what does not let itself be read',
      new Proxy(
        {},
        {
          get: () => {
            throw new TypeError('sentinel');
          },
        },
      ),
      'Config of acme-ledger: it cannot be read.',
    ],
  ])('is refused when it is %s', (_what, config, message) => {
    expect(() => ledger(config as never)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message, connector: 'acme-ledger' }),
    );
  });

  test('is not told by an http function that stumbles over it', () => {
    const stumbling = defineShopConnector({
      ...minimal,
      id: 'acme',
      config: z.object({ apiKey: z.string() }),
      http: ({ apiKey }) => {
        throw new TypeError(`cannot use ${apiKey}`);
      },
    });
    expect(() => stumbling({ apiKey: 'sentinel' })).toThrow(
      expect.objectContaining({
        code: 'connector.invalid',
        message: 'The http of connector acme threw a TypeError.',
      }),
    );
  });

  test('may hold an object that holds itself, such as a pool or a logger', () => {
    class Pool {
      readonly self = this;
    }
    const pooled = defineShopConnector({
      ...minimal,
      id: 'acme',
      config: z.object({ pool: z.instanceof(Pool), ring: z.custom<object>() }),
    });
    const ring: { next?: object } = {};
    ring.next = ring;
    expect(pooled({ pool: new Pool(), ring }).id).toBe('acme');
  });

  test('takes a secret that is sealed already', () => {
    expect(ledger({ ...ledgerConfig, apiKey: new Secret('other') }).id).toBe('acme-ledger');
  });
});

describe('a definition that cannot work is refused in one sentence', () => {
  test('a reaction to a type that is not in the catalogue', () => {
    expect(() =>
      // @ts-expect-error "order.payed" is misspelt
      defineShopConnector({ ...minimal, id: 'acme', on: { 'order.payed': (_event, { skip }) => skip('x') } }),
    ).toThrow('Connector acme reacts to "order.payed", which is no event of the catalogue.');
  });

  test('another version of the contract', () => {
    // @ts-expect-error the contract is version 1
    expect(() => defineShopConnector({ ...minimal, id: 'acme', specVersion: 2 })).toThrow(
      'specVersion: must be 1, the version of the contract that this package knows.',
    );
  });

  const inbound = { verify: () => {}, payload: z.object({}), toEvents: () => [] };
  const run = async () => ({ entryId: 'e' });
  const actions = (how: unknown) => ({
    actions: (implement: (...all: unknown[]) => unknown) => ({ postEntry: implement(postEntry, how) }),
  });

  test.each<[string, object | null | undefined, string]>([
    ['nothing', undefined, 'Definition of a connector: is required (object).'],
    ['null', null, 'Definition of a connector: invalid input: expected object, received null.'],
    ['an id with capitals', { id: 'Acme' }, 'connector Acme: id: must be lower-case words joined by dashes'],
    ['an id that is no text', { id: Symbol('acme') }, 'Definition of a connector: id: invalid input'],
    ['no title', { title: undefined }, 'title: is required (string).'],
    [
      'an unknown category',
      { category: 'e-mail' },
      'category: invalid option: expected one of "crm"|"email"',
    ],
    ['a config that is no z.object', { config: { key: 'string' } }, 'config: must be a z.object.'],
    ['a misspelt key', { inbond: inbound }, 'Definition of connector acme: inbond: is not a known key.'],
    ['two mistakes', { check: true, erase: true }, 'check: must be a function; erase: must be a function.'],
    ['http that is no function', { http: { baseUrl: 'https://x' } }, 'http: must be a function.'],
    ['limits of zero', { limits: { maxConcurrency: 0 } }, 'limits.maxConcurrency: too small'],
    [
      'a rate without a window',
      { limits: { rate: { requests: 5 } } },
      'limits.rate.perMs: is required (number).',
    ],
    [
      'an inbound without verify',
      { inbound: { ...inbound, verify: undefined } },
      'inbound.verify: must be a function.',
    ],
    [
      'an inbound without payload',
      { inbound: { ...inbound, payload: {} } },
      'inbound.payload: must be a schema of zod 4.',
    ],
    [
      'a method in lower case',
      { inbound: { ...inbound, methods: ['post'] } },
      'inbound.methods[0]: must be in upper case',
    ],
    ['a poll that never rests', { poll: { everyMs: 0, ask: async () => {} } }, 'poll.everyMs: too small'],
    ['a poll without ask', { poll: { everyMs: 1_000 } }, 'poll.ask: must be a function.'],
    [
      'a reaction that is no function',
      { on: { 'order.paid': 'x' } },
      'acme to "order.paid" must be a function.',
    ],
    ['actions that are no function', { actions: { postEntry: run } }, 'actions: must be a function.'],
    [
      'actions that answer nothing of the kind',
      { actions: async () => ({}) },
      'actions: must answer an object of actions.',
    ],
    [
      'an action not made by implement',
      { actions: () => ({ postEntry: run }) },
      'postEntry: must be made by implement',
    ],
    [
      'an action without a run',
      actions(undefined),
      'postEntry.implementation: must be a function, or { run }.',
    ],
    [
      'an action with an odd run',
      actions({ run: 'now' }),
      'postEntry.implementation.run: must be a function.',
    ],
    [
      'a batch of nothing',
      actions({ run, batch: { maxItems: 0, maxWaitMs: 1, run } }),
      'batch.maxItems: too small',
    ],
    ['an unknown idempotency', actions({ run, idempotent: 'yes' }), 'idempotent: invalid option'],
    [
      'an action under another name',
      { actions: (implement: (...all: unknown[]) => unknown) => ({ post: implement(postEntry, run) }) },
      'Connector acme has the action postEntry under the key post; the two must be equal.',
    ],
    ['null for a capability', { on: null }, 'on: invalid input: expected record, received null.'],
  ])('%s', (_what, change, sentence) => {
    const definition = change && { ...minimal, id: 'acme', ...change };
    const define = () => defineShopConnector(definition as never);
    expect(define).toThrow(expect.objectContaining({ code: 'connector.invalid' }));
    expect(define).toThrow(sentence);
  });

  test('actions that throw, whose mistake is the cause', () => {
    const mistake = new TypeError('refundPayment is not defined');
    const throwing = () => {
      throw mistake;
    };
    expect(() => defineShopConnector({ ...minimal, id: 'acme', actions: throwing })).toThrow(
      expect.objectContaining({
        code: 'connector.invalid',
        message: 'Definition of connector acme: actions threw a TypeError, which is its cause.',
        cause: mistake,
      }),
    );
  });
});

describe('what a factory tells before it is configured', () => {
  test('its contracts and the events it handles', () => {
    expect(Object.keys(ledger.contracts)).toEqual(['postEntry', 'voidEntry']);
    expect(ledger.contracts.postEntry).toBe(postEntry);
    expect(ledger.handles).toEqual(['order.paid']);
  });

  test('a JSON Schema of its config, secrets write-only', () => {
    const schema = z.toJSONSchema(ledger.configSchema, { io: 'input' });
    expect(schema.properties?.apiKey).toEqual({
      type: 'string',
      minLength: 1,
      format: 'password',
      writeOnly: true,
    });
    expect(schema.required).toEqual(['baseUrl', 'apiKey']);
    expect(schema.additionalProperties).toBe(false);
  });
});

describe('types flow from the schemas to every callback', () => {
  test('an action takes and gives what its contract says', () => {
    const { actions } = ledger(ledgerConfig);
    expectTypeOf(actions.postEntry).toExtend<
      BoundAction<{ account: string; amountMinor: number; memo?: string | undefined }, { entryId: string }>
    >();
    expectTypeOf<Parameters<typeof actions.postEntry>[0]>().toEqualTypeOf<{
      account: string;
      amountMinor: number;
      memo?: string | undefined;
    }>();
    expectTypeOf(actions.postEntry).returns.resolves.toEqualTypeOf<{ entryId: string }>();
    // @ts-expect-error there is no such action
    expect(actions.postEntries).toBeUndefined();
  });

  test('config, payload, event and calls are inferred', () => {
    defineShopConnector({
      ...minimal,
      id: 'acme',
      config: z.object({ size: z.number() }),
      inbound: {
        verify: (_request, { config }) => {
          expectTypeOf(config).toEqualTypeOf<{ size: number }>();
        },
        payload: z.object({ n: z.number() }),
        toEvents: (payload, { event }) => {
          expectTypeOf(payload).toEqualTypeOf<{ n: number }>();
          // @ts-expect-error the data of order.canceled has no amount
          event('order.canceled', { id: '1', time: '', data: { orderId: 'o', amountMinor: 1 } });
          // @ts-expect-error there is no such type
          event('order.cancelled', { id: '1', time: '', data: { orderId: 'o' } });
          return [];
        },
      },
      actions: (implement) => ({
        postEntry: implement(postEntry, async (input, { config }) => {
          expectTypeOf(config).toEqualTypeOf<{ size: number }>();
          expectTypeOf(input).toEqualTypeOf<{ account: string; amountMinor: number; memo: string }>();
          return { entryId: 'e' };
        }),
      }),
      on: {
        'order.paid': (event, { call, skip }) => {
          expectTypeOf(event.type).toEqualTypeOf<'order.paid'>();
          expectTypeOf(event.data.amountMinor).toEqualTypeOf<number>();
          // @ts-expect-error the connector has no such action
          expect(() => call.refund({})).toThrow(TypeError);
          // @ts-expect-error the input lacks the amount
          call.postEntry({ account: 'a' });
          return skip('typed');
        },
      },
    });
  });

  test('an action whose output does not fit does not compile', () => {
    defineShopConnector({
      ...minimal,
      id: 'acme',
      // @ts-expect-error the output needs an entryId
      actions: (implement) => ({ postEntry: implement(postEntry, async () => ({ entry: 'e' })) }),
    });
  });

  test('a connector without a capability does not have its key', () => {
    const connector = defineShopConnector({ ...minimal, id: 'acme' })({});
    expect(Object.keys(connector)).not.toEqual(expect.arrayContaining(['receive']));
    expect([connector.receive, connector.poll, connector.stream, connector.check, connector.erase]).toEqual(
      Array(5).fill(undefined),
    );
    expectTypeOf(connector.actions).toEqualTypeOf<Record<never, never>>();
  });
});

describe('check and erase', () => {
  test('run with the config and answer what the vendor did', async () => {
    const connector = ledger(ledgerConfig);
    expect(await connector.check?.()).toEqual({ account: 'acme' });
    expect(await connector.erase?.({ email: 'ada@example.com' })).toEqual({
      status: 'erased',
      reference: 'r-1',
    });
    expect(await connector.erase?.({})).toEqual({ status: 'not_found' });
  });

  test.each([
    ['nothing', undefined, 'Customer to erase: is required (object).'],
    [
      'an address that is none',
      { email: 'sentinel' },
      'Customer to erase: email: must be an e-mail address.',
    ],
  ])('an erasure of %s is refused before the vendor is asked', async (_what, customer, sentence) => {
    await expect(ledger(ledgerConfig).erase?.(customer as never)).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid', message: sentence }),
    );
  });

  test('that answer what the contract does not know, or throw, end with an error of the family', async () => {
    const broken = defineShopConnector({
      ...minimal,
      id: 'acme',
      check: () => Promise.reject(new TypeError('sentinel')),
      erase: async () => ({ status: 'done' }) as never,
    })({});
    await expect(broken.check?.()).rejects.toThrow(
      expect.objectContaining({ code: 'delivery.unexpected', connector: 'acme' }),
    );
    await expect(broken.erase?.({ id: '1' })).rejects.toThrow(
      'Answer of the erase of connector acme: status: invalid option',
    );
  });
});
