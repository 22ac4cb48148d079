import {
  hubSignature256,
  laterMessageStatus,
  type MessageStatusType,
  messageStatusRank,
  signRequest,
  touchpointCatalogue,
} from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { appSecret, receiver, url } from './fixtures/connection.ts';
import { change, fixtureMessage } from './fixtures/fixture.ts';
import type { WhatsAppWebhookInput } from './sandbox.ts';

const { connector, sandbox } = receiver();

const receive = async (webhook: WhatsAppWebhookInput) => {
  const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
  if (!received) throw new Error('whatsapp receives webhooks');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};

const ada = { phone: '+16505551234', externalIds: { whatsapp: '16505551234' }, name: 'Ada Lovelace' };
const adaAsParticipant = { id: '+16505551234', displayName: 'Ada Lovelace', isBot: false };

describe('a message', () => {
  const received = async (name: string) =>
    (await receive(change({ messages: [fixtureMessage(name)] }))).events[0];

  test('is one of the person’s, by their number in E.164, to the number of the account', async () => {
    expect(await received('text')).toMatchObject({
      id: 'wamid.T1',
      source: '/connectors/whatsapp/106540352242922',
      type: 'message.received',
      time: '2025-11-21T09:30:00.000Z',
      subject: 'wamid.T1',
      data: {
        customer: ada,
        messageId: 'wamid.T1',
        channel: 'whatsapp',
        conversationId: '+16505551234',
        from: adaAsParticipant,
        to: '+15550783881',
        text: 'Where is my order?',
        replyToMessageId: 'wamid.S1',
        mentionsYou: true,
      },
    });
  });

  test.each([
    [
      'an image',
      'image',
      {
        text: 'The lid',
        attachments: [{ contentType: 'image/jpeg' }],
        metadata: { media_id: '1037543291543636' },
      },
    ],
    [
      'a voice message',
      'audio',
      { attachments: [{ contentType: 'audio/ogg; codecs=opus' }], metadata: { media_id: '2' } },
    ],
    ['a sticker', 'sticker', { attachments: [{ contentType: 'image/webp' }], metadata: { media_id: '3' } }],
    ['a contact', 'contacts', { text: 'Grace Hopper, +1 650 555 9999, grace@example.com' }],
    ['one of a kind that the API does not pass on', 'unsupported', { metadata: { unsupported: '131051' } }],
  ])('%s is kept', async (_, name, data) => {
    expect(await received(name)).toMatchObject({ type: 'message.received', data });
  });

  test('of a group is in the conversation of the group', async () => {
    const event = await received('group');
    expect(event?.data).toMatchObject({ customer: ada, conversationId: expect.stringMatching(/^Y2FwaV9/) });
    expect(event?.data).not.toHaveProperty('mentionsYou');
  });

  test('of somebody without a number is known by the id that they have for the business', async () => {
    const { events } = await receive(
      change({
        contacts: [{ profile: { name: 'Ada' }, user_id: 'US.13491208655302741918' }],
        messages: [{ ...fixtureMessage('text'), from: undefined, from_user_id: 'US.13491208655302741918' }],
      }),
    );
    expect(events[0]?.data).toMatchObject({
      customer: { externalIds: { whatsapp: 'US.13491208655302741918' }, name: 'Ada' },
      conversationId: 'US.13491208655302741918',
    });
    expect(events[0]?.data).not.toHaveProperty('customer.phone');
  });

  test('that was taken back, or rewritten, is about the first one', async () => {
    expect(await received('revoke')).toMatchObject({
      id: 'wamid.V1',
      type: 'message.deleted',
      subject: 'wamid.T1',
      data: { messageId: 'wamid.T1', deletedBy: adaAsParticipant },
    });
    expect(await received('edit')).toMatchObject({
      type: 'message.edited',
      data: { messageId: 'wamid.T1', text: 'Where is it?' },
    });
  });

  test('of a kind that nobody knows yet is ignored by its name', async () => {
    const { ignored, failed } = await receive(
      change({
        messages: [
          { id: 'wamid.X', from: '1', timestamp: '1', type: 'hologram' },
          { id: 'wamid.Y', from: '1', timestamp: '1', type: 'interactive', interactive: { type: 'dance' } },
        ],
      }),
    );
    expect([ignored, failed]).toEqual([['hologram', 'interactive (dance)'], []]);
  });
});

describe('a press of a button', () => {
  test('gives back the id and the value that it was sent with', async () => {
    const { events } = await receive(change({ messages: [fixtureMessage('list')] }));
    expect(events[0]).toMatchObject({
      type: 'interaction.received',
      data: {
        kind: 'select',
        name: 'delivery',
        value: '1042',
        messageId: 'wamid.S1',
        interactionId: 'wamid.L1',
      },
    });
  });
});

describe('a reaction', () => {
  test('that is there has an emoji, one that was taken back has none', async () => {
    const { events } = await receive(
      change({
        messages: [
          fixtureMessage('reaction'),
          { ...fixtureMessage('reaction'), id: 'wamid.R2', reaction: { message_id: 'wamid.S1', emoji: '' } },
        ],
      }),
    );
    expect(events.map(({ type, data }) => [type, (data as { emoji?: string }).emoji])).toEqual([
      ['reaction.added', '👍'],
      ['reaction.removed', undefined],
    ]);
  });
});

describe('a batch', () => {
  test('keeps its order, over all its lists', async () => {
    const { events } = await receive({
      kind: 'json',
      body: {
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '1',
            changes: [{ field: 'messages', value: { messages: ['text', 'image'].map(fixtureMessage) } }],
          },
          { id: '2', changes: [{ field: 'messages', value: { messages: [fixtureMessage('audio')] } }] },
        ],
      },
    });
    expect(events.map(({ id }) => id)).toEqual(['wamid.T1', 'wamid.I1', 'wamid.A1']);
    expect(events.map(({ source }) => source)).toEqual([
      '/connectors/whatsapp/1',
      '/connectors/whatsapp/1',
      '/connectors/whatsapp/2',
    ]);
  });

  test('loses no good item to a bad one, and keeps the bad one by its place', async () => {
    const { events, failed } = await receive(
      change({
        messages: [fixtureMessage('text'), { type: 'text', id: 7 }, null, fixtureMessage('image')],
        statuses: ['neither'],
        contacts: 'none',
      }),
    );
    expect(events.map(({ id }) => id)).toEqual(['wamid.T1', 'wamid.I1']);
    expect(failed.map(({ item, error }) => [item, error.code])).toEqual([
      [1, 'webhook.payload_invalid'],
      [2, 'webhook.payload_invalid'],
      [4, 'webhook.payload_invalid'],
    ]);
  });

  test.each([
    ['no entries', { object: 'whatsapp_business_account' }],
    ['entries that are none', { object: 'whatsapp_business_account', entry: [7] }],
    ['an entry without changes', { object: 'whatsapp_business_account', entry: [{ id: '1' }] }],
    [
      'a change without a value',
      { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{}] }] },
    ],
    ['a list', []],
    ['a text', 'hello'],
    ['nothing', null],
  ])('with %s is kept as one that failed', async (_, body) => {
    const { events, failed } = await receive({ kind: 'json', body });
    expect([events, failed.map(({ error }) => error.code)]).toEqual([[], ['webhook.payload_invalid']]);
  });

  test('of another channel at the same URL is ignored', async () => {
    const { ignored } = await receive({ kind: 'json', body: { object: 'page', entry: [{ id: '1' }] } });
    expect(ignored).toEqual(['page']);
  });

  test.each([
    ['empty', ''],
    ['cut off', '{"object":"whatsapp_business_account","entry":[{'],
    ['nested without end', '['.repeat(100_000)],
    ['not in UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('that is %s is kept as one that failed', async (_, body) => {
    const request = signRequest(
      hubSignature256,
      { method: 'POST', url, headers: { 'content-type': 'application/json' }, rawBody: Buffer.from(body) },
      { secret: appSecret, now: 0 },
    );
    const received = await connector.receive?.(request);
    expect(received?.failed.map(({ error }) => error.code)).toEqual(['webhook.body_malformed']);
  });

  test('with keys that reach for a prototype reaches none', async () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
    await receive(change({ messages: [{ ...fixtureMessage('text'), ...hostile }] }));
    const flow = {
      ...fixtureMessage('list'),
      interactive: {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', response_json: '{"__proto__":{"polluted":true},"a":"1"}' },
      },
    };
    const { events } = await receive(change({ messages: [flow] }));
    expect(events[0]?.data).toMatchObject({ kind: 'dialog', fields: { a: '1' } });
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the status of a message', () => {
  const status = (name: 'sent' | 'delivered' | 'read' | 'failed' | 'deleted' | 'played') =>
    receive({ kind: 'status', messageId: 'wamid.S1', status: name, to: '+16505551234', key: 'delivery-1' });

  test('carries its rank, and the key under which the message was sent', async () => {
    const { events } = await status('delivered');
    expect(events[0]).toMatchObject({
      id: 'wamid.S1:delivered',
      type: 'message.delivered',
      subject: 'wamid.S1',
      sequence: '3',
      correlationid: 'delivery-1',
      data: { messageId: 'wamid.S1', conversationId: '+16505551234', to: '+16505551234' },
    });
  });

  test('of one that failed says why', async () => {
    const { events } = await status('failed');
    expect(events[0]).toMatchObject({
      type: 'message.failed',
      sequence: '2',
      data: { failure: { code: '131026', message: 'The message could not be delivered.' } },
    });
  });

  test('never goes back, though what is told comes twice and in any order', async () => {
    const told = ['read', 'sent', 'delivered', 'sent', 'played', 'delivered', 'read'] as const;
    const events = [];
    for (const name of told) events.push(...(await status(name)).events);
    const held = events.reduce<MessageStatusType | undefined>(
      (before, { type }) => laterMessageStatus(before, type),
      undefined,
    );
    expect(held).toBe('message.read');
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
    expect(events.map(({ type, sequence }) => [String(messageStatusRank(type)), sequence])).toEqual(
      events.map(({ sequence }) => [sequence, sequence]),
    );
  });

  test('that is new is ignored by its name', async () => {
    const { ignored } = await receive(
      change({ statuses: [{ id: 'wamid.S1', status: 'warning', timestamp: '1' }] }),
    );
    expect(ignored).toEqual(['status (warning)']);
  });
});

describe('what a person wants', () => {
  test.each([
    ['stop', 'contact.opted_out'],
    ['resume', 'contact.opted_in'],
  ] as const)('%s is %s, for marketing', async (value, type) => {
    const { events } = await receive({ kind: 'preference', value, from: '+16505551234' });
    expect(events[0]).toMatchObject({
      type,
      data: { customer: ada, channel: 'whatsapp', address: '+16505551234', purpose: 'marketing' },
    });
  });
});

describe('a call', () => {
  const call = (value: object) =>
    receive({
      kind: 'change',
      field: 'calls',
      value: { metadata: { display_phone_number: '15550783881', phone_number_id: '1' }, ...value },
    });
  const outbound = {
    id: 'wacid.1',
    from: '15550783881',
    to: '16505551234',
    timestamp: '1763717400',
    direction: 'BUSINESS_INITIATED',
  };

  test.each([
    ['that nobody took', { event: 'terminate', status: 'COMPLETED' }, 'call.no_answer'],
    ['that could not be set up', { event: 'terminate', status: ['FAILED'] }, 'call.failed'],
    ['that was talked', { event: 'terminate', status: 'COMPLETED', duration: 12 }, 'call.completed'],
    ['that begins', { event: 'connect' }, 'call.initiated'],
  ])('%s', async (_, more, type) => {
    const { events } = await call({ calls: [{ ...outbound, ...more }] });
    expect(events[0]).toMatchObject({
      type,
      data: { direction: 'outbound', from: '+15550783881', to: '+16505551234' },
    });
  });

  test.each([
    ['RINGING', 'call.ringing'],
    ['ACCEPTED', 'call.answered'],
    ['REJECTED', 'call.busy'],
  ])('of ours that is %s', async (status, type) => {
    const { events } = await call({
      statuses: [
        { id: 'wacid.1', type: 'call', status, recipient_id: '16505551234', timestamp: '1763717400' },
      ],
    });
    expect(events[0]).toMatchObject({ id: `wacid.1:${status}`, type, data: { callId: 'wacid.1' } });
  });
});

test('a redelivery is the same event', async () => {
  const request = sandbox.webhook(change({ messages: [fixtureMessage('text')] }), { url });
  const [first, second] = [await connector.receive?.(request), await connector.receive?.(request)];
  expect(second?.events).toEqual(first?.events);
});
