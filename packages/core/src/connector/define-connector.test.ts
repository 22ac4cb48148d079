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
    expect(make).toThrow('Config of acme-ledger: apiKey: must be a non-empty string.');
  });

  test('takes a secret that is sealed already', () => {
    expect(ledger({ ...ledgerConfig, apiKey: new Secret('other') }).id).toBe('acme-ledger');
  });
});

describe('a definition that cannot work is refused in one sentence', () => {
  test('an id with capitals', () => {
    expect(() => defineShopConnector({ ...minimal, id: 'Acme' })).toThrow(
      'Connector id "Acme" must be lower-case words joined by dashes, such as acme-ledger.',
    );
  });

  test('an action under another name', () => {
    expect(() =>
      defineShopConnector({
        ...minimal,
        id: 'acme',
        actions: (implement) => ({ post: implement(postEntry, async () => ({ entryId: 'e' })) }),
      }),
    ).toThrow('Connector acme has the action postEntry under the key post; the two must be equal.');
  });

  test('a reaction to a type that is not in the catalogue', () => {
    expect(() =>
      // @ts-expect-error "order.payed" is misspelt
      defineShopConnector({ ...minimal, id: 'acme', on: { 'order.payed': (_event, { skip }) => skip('x') } }),
    ).toThrow('Connector acme reacts to "order.payed", which is no event of the catalogue.');
  });

  test('another version of the contract', () => {
    // @ts-expect-error the contract is version 1
    expect(() => defineShopConnector({ ...minimal, id: 'acme', specVersion: 2 })).toThrow(
      /version 2 of the contract/,
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
});
