import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineShopConnector, ledger, ledgerConfig, ledgerWebhook } from './fixtures/acme-ledger.ts';

const connector = ledger(ledgerConfig);
const receive = connector.receive as NonNullable<typeof connector.receive>;
const at = Date.UTC(2026, 10, 21, 9, 30);
const paid = { id: 'e-1', kind: 'paid', order: 'o-1', at, cents: 1999 };

describe('an authentic webhook', () => {
  test('becomes whole, validated events with the vendor’s id, time, account and subject', async () => {
    const { events, reply } = await receive(ledgerWebhook(paid));
    expect(events).toEqual([
      {
        specversion: '1.0',
        id: 'e-1',
        source: '/connectors/acme-ledger/book%2F1',
        type: 'order.paid',
        time: '2026-11-21T09:30:00.000Z',
        subject: 'o-1',
        datacontenttype: 'application/json',
        dataschema: 'urn:touchline:event:order.paid:1',
        partitionkey: 'o-1',
        data: { orderId: 'o-1', amountMinor: 1999 },
      },
    ]);
    expect(reply).toEqual({ status: 202, body: 'took 1' });
  });

  test('a redelivery is the same event', async () => {
    const [first, second] = await Promise.all([receive(ledgerWebhook(paid)), receive(ledgerWebhook(paid))]);
    expect(first.events).toEqual(second.events);
  });

  test('a kind that is not mapped is ignored by name and acknowledged', async () => {
    const { events, ignored, failed, reply } = await receive(ledgerWebhook({ ...paid, kind: 'audited' }));
    expect({ events, ignored, failed, status: reply.status }).toEqual({
      events: [],
      ignored: ['audited'],
      failed: [],
      status: 202,
    });
  });

  test('one bad item of a batch does not cost the others', async () => {
    const batch = [
      paid,
      { id: 'e-2', kind: 'paid' },
      { ...paid, id: 'e-3', kind: 'boom' },
      { ...paid, id: 'e-4' },
    ];
    const { events, failed } = await receive(ledgerWebhook(batch));
    expect(events.map(({ id }) => id)).toEqual(['e-1', 'e-4']);
    expect(failed.map(({ item, error }) => [item, error.code, error.message])).toEqual([
      [1, 'webhook.payload_invalid', 'Payload: order: is required (string); at: is required (number).'],
      [2, 'webhook.payload_invalid', 'The map threw an unexpected TypeError.'],
    ]);
  });

  test('what a map reads with a schema of its own is refused as the payload is: by path, and without values', async () => {
    const order = z.object({ order: z.object({ id: z.string() }) });
    const shop = defineShopConnector({
      id: 'shop',
      title: 'Shop',
      category: 'commerce',
      specVersion: 1,
      config: z.object({}),
      inbound: {
        verify: () => {},
        payload: z.record(z.string(), z.unknown()),
        toEvents: (payload, { event }) => [
          event('order.canceled', {
            id: 'e-1',
            time: '2026-01-01T00:00:00Z',
            data: { orderId: order.parse(payload).order.id },
          }),
        ],
      },
    })({});
    const received = await shop.receive?.(ledgerWebhook({ order: { id: 7, email: 'ada@example.com' } }));
    expect(received?.failed.map(({ error }) => [error.code, error.message, error.issues])).toEqual([
      [
        'webhook.payload_invalid',
        'The map read: order.id: invalid input: expected string, received number.',
        [{ path: 'order.id', message: 'invalid input: expected string, received number' }],
      ],
    ]);
  });

  test('a batch of more items than anybody sends is kept whole, and not read', async () => {
    const batch = (length: number) => Array.from({ length }, () => ({}));
    const { failed, reply } = await receive(ledgerWebhook(batch(10_001)));
    expect(failed).toEqual([
      {
        error: expect.objectContaining({
          code: 'webhook.payload_invalid',
          message: 'A batch may have at most 10000 items, and this one has 10001.',
        }),
      },
    ]);
    expect(reply.status).toBe(200);
    expect((await receive(ledgerWebhook(batch(10_000)))).failed).toHaveLength(10_000);
  });

  test('an event that does not fit its schema fails its item, naming the path and no value', async () => {
    const { failed } = await receive(ledgerWebhook({ ...paid, id: '' }));
    expect(failed[0]?.error.code).toBe('webhook.payload_invalid');
    expect(failed[0]?.error.issues[0]?.path).toBe('id');
  });

  test('a body that is not what its content type says is kept whole', async () => {
    const { events, failed, reply } = await receive(ledgerWebhook('{"id":'));
    expect(events).toEqual([]);
    expect(failed).toEqual([{ error: expect.objectContaining({ code: 'webhook.body_malformed' }) }]);
    expect(reply).toEqual({ status: 200 });
  });
});

describe('what surrounds the events', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const withHeaders = (headers: Record<string, string>) => {
    const request = ledgerWebhook(paid);
    return { ...request, headers: { ...request.headers, ...headers } };
  };

  test('the trace of the request goes on in its events, when it is one', async () => {
    expect((await receive(withHeaders({ traceparent, tracestate: 'acme=1' }))).events[0]).toMatchObject({
      traceparent,
      tracestate: 'acme=1',
    });
    expect((await receive(withHeaders({ traceparent: 'sentinel' }))).events[0]).not.toHaveProperty(
      'traceparent',
    );
  });

  test.each([{}, { status: '200' }, { status: 99 }, { status: 200, body: { ok: true } }, null])(
    'a reply that HTTP cannot say costs no event: %j',
    async (reply) => {
      const { receive: odd } = defineShopConnector({
        id: 'acme-odd',
        title: 'Acme Odd',
        category: 'payments',
        specVersion: 1,
        config: z.object({}),
        inbound: { verify: () => {}, payload: z.unknown(), toEvents: () => [], reply: () => reply as never },
      })({});
      const received = await odd?.(ledgerWebhook(paid));
      expect(received?.reply).toEqual({ status: 200 });
      expect(received?.failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
    },
  );

  test('a reply that cannot be made costs no event', async () => {
    const { events, failed, reply } = await receive(ledgerWebhook({ ...paid, order: 'unanswerable' }));
    expect([events.length, reply.status]).toEqual([1, 200]);
    expect(failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
  });
});

describe('a webhook that is not to be trusted', () => {
  test('throws when its signature is wrong', async () => {
    await expect(receive(ledgerWebhook(paid, 'another-key'))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('is refused by method before anything is read', async () => {
    await expect(receive({ ...ledgerWebhook(paid), method: 'PUT' })).rejects.toThrow(
      'Webhooks of acme-ledger come by POST.',
    );
  });

  test('is refused by size before it is verified', async () => {
    const huge = { ...ledgerWebhook(paid), rawBody: new Uint8Array(1_048_577) };
    await expect(receive(huge)).rejects.toThrow(expect.objectContaining({ code: 'webhook.body_too_large' }));
  });
});

describe('a webhook that is handed over wrongly', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a body that is text, not bytes', { ...ledgerWebhook(paid), rawBody: JSON.stringify(paid) }],
    ['no body', { ...ledgerWebhook(paid), rawBody: undefined }],
    ['no headers', { ...ledgerWebhook(paid), headers: undefined }],
  ])('is refused in one sentence: %s', async (_what, request) => {
    await expect(receive(request as never)).rejects.toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        message: expect.stringContaining('{ method, url, headers, rawBody }'),
      }),
    );
  });
});

describe('a connector that stumbles before a webhook is verified', () => {
  const stumbling = (part: 'handshake' | 'verify') =>
    defineShopConnector({
      id: 'acme-stumbling',
      title: 'Acme Stumbling',
      category: 'payments',
      specVersion: 1,
      config: z.object({}),
      inbound: {
        verify: () => {},
        payload: z.object({}),
        toEvents: () => [],
        [part]: () => {
          throw new TypeError('sentinel');
        },
      },
    })({});

  test.each(['handshake', 'verify'] as const)(
    'takes nothing, and lets the vendor come again: %s',
    async (part) => {
      await expect(stumbling(part).receive?.(ledgerWebhook(paid))).rejects.toThrow(
        expect.objectContaining({
          code: 'delivery.unexpected',
          connector: 'acme-stumbling',
          message: 'An unexpected TypeError was thrown.',
        }),
      );
    },
  );
});

describe('a kept webhook that is taken up again', () => {
  test('is mapped without its signature, only the items that had failed', async () => {
    const batch = [paid, { ...paid, id: 'e-2' }];
    const unsigned = { ...ledgerWebhook(batch), headers: { 'content-type': 'application/json' } };
    const { events } = await receive(unsigned, { verified: true, items: [1] });
    expect(events.map(({ id }) => id)).toEqual(['e-2']);
  });
});

describe('a vendor whose webhooks say no time', () => {
  const timeless = defineShopConnector({
    id: 'acme-timeless',
    title: 'Acme Timeless',
    category: 'payments',
    specVersion: 1,
    config: z.object({}),
    inbound: {
      verify: () => {},
      payload: z.object({ order: z.string() }),
      toEvents: ({ order }, { event, receivedAt }) => [
        event('order.canceled', { id: order, time: receivedAt, data: { orderId: order } }),
      ],
    },
  })({}, { clock: { now: () => at, schedule: () => () => {} } });
  const take = timeless.receive as NonNullable<typeof timeless.receive>;
  const webhook = ledgerWebhook({ order: 'o-1' });

  test('has the time at which they arrive, by the connector’s clock', async () => {
    expect((await take(webhook)).events).toMatchObject([{ id: 'o-1', time: '2026-11-21T09:30:00.000Z' }]);
  });

  test('has the time of the first arrival when one that was kept is taken up again', async () => {
    const { events } = await take(webhook, { verified: true, receivedAt: new Date(at - 60_000) });
    expect(events).toMatchObject([{ id: 'o-1', time: '2026-11-21T09:29:00.000Z' }]);
  });
});
