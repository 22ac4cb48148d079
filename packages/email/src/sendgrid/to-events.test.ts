import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signRequest, touchpointCatalogue } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { apiKey, noonMs, webhookUrl as url } from './fixtures/connected-sandbox.ts';
import { sendgrid } from './index.ts';
import { eventWebhookScheme } from './verify.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const connector = sendgrid(
  { apiKey, webhookPublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
  { clock: manualClock(noonMs) },
);

const receive = async (events: unknown) => {
  const request = {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    rawBody: Buffer.from(`${JSON.stringify(events)}\r\n`),
  };
  const received = await connector.receive?.(
    signRequest(eventWebhookScheme, request, { secret: privateKey, now: noonMs }),
  );
  if (!received) throw new Error('The connector does not receive.');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};

const fixture = (name: string): Record<string, unknown>[] =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const messageId = 'LRzXl_NHStOGhQ4kofSm_A';
const ada = { customer: { email: 'ada@example.com' }, recipient: 'ada@example.com', messageId };

describe('the events of a delivery', () => {
  test('are told in our words', async () => {
    const { events, failed } = await receive(fixture('delivery-events'));
    expect(failed).toEqual([]);
    expect(events.map(({ type, data }) => [type, plain(data)])).toEqual([
      ['email.queued', { ...ada, tags: ['shipping'], metadata: { orderId: '1042' } }],
      [
        'email.deferred',
        {
          ...ada,
          tags: ['shipping'],
          code: 451,
          enhancedCode: '4.7.1',
          reason: '451 4.7.1 Greylisted, try again later',
          attempt: 5,
        },
      ],
      ['email.delivered', { ...ada, code: 250, reason: '250 2.0.0 OK 1795253402 a640c23a62f3a' }],
      [
        'email.bounced',
        {
          customer: { email: 'nobody@example.com' },
          recipient: 'nobody@example.com',
          messageId,
          bounce: {
            kind: 'hard',
            code: 550,
            enhancedCode: '5.1.1',
            reason: '550 5.1.1 The email account that you tried to reach does not exist.',
            category: 'Invalid Address',
          },
        },
      ],
      [
        'email.bounced',
        {
          customer: { email: 'full@example.com' },
          recipient: 'full@example.com',
          messageId,
          bounce: {
            kind: 'soft',
            reason: 'unable to get mx info: failed to get IPs from PTR record',
            category: 'Unclassified',
          },
        },
      ],
      [
        'email.dropped',
        {
          customer: { email: 'gone@example.com' },
          recipient: 'gone@example.com',
          messageId,
          reason: 'Bounced Address',
        },
      ],
      ['email.failed', { ...ada, failure: { message: 'Recipient List over Package Quota' } }],
    ]);
  });

  test('keep SendGrid’s own id, time and message, and the key of the delivery that sent it', async () => {
    const [processed] = (await receive(fixture('delivery-events'))).events;
    expect(processed).toMatchObject({
      id: 'cHJvY2Vzc2VkLTEwOTk0OTE5LUxS',
      source: '/connectors/sendgrid',
      time: '2026-11-21T09:30:00.000Z',
      subject: messageId,
      correlationid: 'route-1:evt-9',
    });
  });

  test.each([
    [{ type: 'bounce', status: '5.1.1' }, 'hard'],
    [{ type: 'bounce' }, 'hard'],
    [{ type: 'bounce', status: '4.4.7' }, 'soft'],
    [{ type: 'bounce', reason: '452 4.2.2 mailbox full' }, 'soft'],
    [{ type: 'blocked', status: '5.7.1' }, 'soft'],
    [{ status: '5.0.0' }, 'hard'],
    [{ reason: 'who knows' }, 'soft'],
  ])('a bounce with %j is %s', async (fields, kind) => {
    const base = {
      event: 'bounce',
      email: 'a@example.com',
      timestamp: 1,
      sg_event_id: 'e',
      sg_message_id: 'm',
    };
    expect((await receive([{ ...base, ...fields }])).events[0]?.data).toMatchObject({ bounce: { kind } });
  });
});

describe('the events of an engagement', () => {
  test('are told in our words, an unsubscribe also to those who keep consents', async () => {
    const { events, failed } = await receive(fixture('engagement-events'));
    expect(failed).toEqual([]);
    const reader = { ipAddress: '203.0.113.42', userAgent: 'Mozilla/5.0' };
    const choice = { customer: ada.customer, channel: 'email', address: 'ada@example.com' };
    expect(events.map(({ type, id, data }) => [type, id, plain(data)])).toEqual([
      ['email.opened', 'b3Blbi0wMQ', { ...ada, ...reader, isMachine: true, campaignId: 'd-0b2c' }],
      [
        'email.clicked',
        'Y2xpY2stMDE',
        {
          ...ada,
          ...reader,
          campaignId: '12345',
          url: 'https://shop.example.com/orders/1042?utm_source=email',
          linkIndex: 2,
        },
      ],
      ['email.complained', 'c3BhbXJlcG9ydC0wMQ', ada],
      ['email.unsubscribed', 'dW5zdWItMDE', ada],
      ['contact.opted_out', 'dW5zdWItMDE:opted_out', choice],
      ['email.unsubscribed', 'Z3JvdXBfdW5zdWItMDE', { ...ada, groupId: '10' }],
      ['contact.opted_out', 'Z3JvdXBfdW5zdWItMDE:opted_out', { ...choice, purpose: '10' }],
      ['contact.opted_in', 'Z3JvdXBfcmVzdWItMDE', { ...choice, purpose: '10' }],
    ]);
  });

  test('name the account in their source, where SendGrid tells it', async () => {
    const { events } = await receive(fixture('engagement-events'));
    expect(events[1]?.source).toBe('/connectors/sendgrid/939115');
  });
});

describe('an event that is odd', () => {
  const odd = {
    event: 'open',
    email: 'ada@example.com',
    timestamp: 1,
    sg_event_id: 'e',
    sg_message_id: 'm.filter1',
  };

  test('of a kind that has no counterpart is ignored by its name', async () => {
    const { events, ignored, failed } = await receive([
      ...fixture('account-status-change'),
      { event: 'invented_yesterday' },
    ]);
    expect([events, ignored, failed]).toEqual([[], ['account_status_change', 'invented_yesterday'], []]);
  });

  test.each([
    ['without an id', { sg_event_id: undefined }, 'event.sg_event_id'],
    ['without a recipient', { email: '' }, 'event.email'],
    ['without a time', { timestamp: 'yesterday' }, 'event.timestamp'],
    ['with a time that is null', { timestamp: null }, 'event.timestamp'],
    ['from beyond the calendar', { timestamp: 1e15 }, 'event.timestamp'],
    ['about no e-mail', { sg_message_id: undefined }, 'event.sg_message_id'],
    ['an unsubscribe of an unknown group', { event: 'group_unsubscribe' }, 'event.asm_group_id'],
    ['without a kind', { event: undefined }, 'event.event'],
  ])('%s is kept as failed, and costs no other event', async (_, changes, path) => {
    const { events, failed } = await receive([{ ...odd, ...changes }, odd]);
    expect(events.map(({ id }) => id)).toEqual(['e']);
    expect(failed).toMatchObject([
      { item: 0, error: { code: 'webhook.payload_invalid', issues: [{ path }] } },
    ]);
  });

  test('a click whose link is not told is a click all the same', async () => {
    const { events } = await receive([{ ...odd, event: 'click', url: undefined }]);
    expect(events).toMatchObject([{ type: 'email.clicked', data: { url: undefined } }]);
  });

  test.each([[null], ['text'], [1], [[]]])('that is %j is kept as failed', async (item) => {
    const { events, failed } = await receive([item, odd]);
    expect([events.length, failed.map((one) => one.item)]).toEqual([1, [0]]);
  });

  test('with optional fields of a wrong kind is taken without them', async () => {
    const { events, failed } = await receive([
      {
        ...odd,
        ip: 7,
        useragent: null,
        category: { a: 1 },
        sg_machine_open: 'maybe',
        sg_user_id: {},
        'smtp-id': [],
      },
    ]);
    expect(failed).toEqual([]);
    expect(plain(events[0]?.data)).toEqual({ ...ada, messageId: 'm' });
  });

  test('with longer text than anyone needs is cut, not lost', async () => {
    const long = 'x'.repeat(20_000);
    const { events, failed } = await receive([
      { ...odd, useragent: long, ip: long, category: [long, ''], [long]: 'a', note: long },
      { ...odd, sg_event_id: 'f', event: 'bounce', reason: long, bounce_classification: long },
    ]);
    expect(failed).toEqual([]);
    expect(events[0]?.data).toMatchObject({
      tags: ['x'.repeat(256)],
      userAgent: 'x'.repeat(2_048),
      metadata: { note: 'x'.repeat(8_192) },
    });
  });

  test('about an address that is none is told without a customer', async () => {
    const { events } = await receive([
      { ...odd, event: 'dropped', email: 'not an address', reason: 'Invalid' },
    ]);
    expect(plain(events[0]?.data)).toEqual({
      recipient: 'not an address',
      messageId: 'm',
      reason: 'Invalid',
    });
  });

  test('with keys that name the prototype does no harm', async () => {
    const { events } = await receive(
      JSON.parse(`[${JSON.stringify(odd).slice(0, -1)},"__proto__":{"x":1},"constructor":"c"}]`),
    );
    expect(plain(events[0]?.data)).toEqual({ ...ada, messageId: 'm', metadata: { constructor: 'c' } });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test('one event that is no list is taken as one', async () => {
    expect((await receive(odd)).events).toHaveLength(1);
  });

  test('a batch of thousands comes through in its order', async () => {
    const batch = Array.from({ length: 3_000 }, (_, index) => ({ ...odd, sg_event_id: `e${index}` }));
    const { events } = await receive(batch);
    expect(events.map(({ id }) => id)).toEqual(batch.map(({ sg_event_id: id }) => id));
  });

  test('metadata under SendGrid’s own names came with a prefix, and comes back without it', async () => {
    const { events } = await receive([
      {
        ...odd,
        touchline_metadata_status: 'paid',
        touchline_delivery: 'key\u0000',
        price: 12,
        messageId: true,
      },
    ]);
    expect(events[0]?.data).toMatchObject({
      messageId: 'm',
      metadata: { status: 'paid', price: '12', messageId: 'true' },
    });
    expect(events[0]?.correlationid).toBeUndefined();
  });
});
