import { touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { accountId, noonMs, receiver, url, verifyToken } from './fixtures/connection.ts';
import type { MessengerWebhookInput } from './sandbox.ts';

const { connector, sandbox } = receiver();
const psid = '200000000000001';

const receive = async (webhook: MessengerWebhookInput) => {
  const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
  if (!received) throw new Error('messenger receives webhooks');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};

/** An event as Meta documents it at https://developers.facebook.com/docs/messenger-platform/reference/webhook-events */
const event = (part: object, people = { sender: { id: psid }, recipient: { id: accountId } }) =>
  receive({ kind: 'event', event: { ...people, timestamp: noonMs, ...part } });
const ours = { sender: { id: accountId }, recipient: { id: psid } };

describe('a message', () => {
  test('is one of the person’s, by the id that the page knows them by', async () => {
    const { events } = await event({
      message: { mid: 'm_1', text: 'Where is it?', reply_to: { mid: 'm_0' }, nlp: { entities: {} } },
    });
    expect(events).toMatchObject([
      {
        id: 'm_1',
        source: `/connectors/messenger/${accountId}`,
        type: 'message.received',
        time: '2025-11-21T09:30:00.000Z',
        data: {
          customer: { externalIds: { messenger: psid } },
          messageId: 'm_1',
          channel: 'messenger',
          conversationId: psid,
          from: { id: psid },
          to: accountId,
          text: 'Where is it?',
          replyToMessageId: 'm_0',
          mentionsYou: true,
        },
      },
    ]);
  });

  test('keeps files by their addresses, and a place as a place', async () => {
    const { events } = await event({
      message: {
        mid: 'm_2',
        attachments: [
          {
            type: 'image',
            payload: { url: 'https://scontent.example/1.jpg', sticker_id: 369_239_263_222_822 },
          },
          { type: 'location', payload: { coordinates: { lat: 51.5, long: -0.12 } } },
          { type: 'template', payload: null },
        ],
      },
    });
    expect(events[0]?.data).toMatchObject({
      attachments: [{ url: 'https://scontent.example/1.jpg' }],
      location: { latitude: 51.5, longitude: -0.12 },
      metadata: { attachment_types: 'image,location,template' },
    });
  });

  test('of ours comes back as an echo, so that nothing answers itself', async () => {
    const { events } = await event({ message: { mid: 'm_3', is_echo: true, text: 'Hi', app_id: 1 } }, ours);
    expect(events[0]).toMatchObject({
      type: 'message.sent',
      data: {
        customer: { externalIds: { messenger: psid } },
        conversationId: psid,
        from: accountId,
        to: psid,
      },
    });
  });

  test('that was rewritten is about the first one, each time anew', async () => {
    const { events } = await event({ message_edit: { mid: 'm_1', text: 'Where?', num_edit: 2 } });
    expect(events[0]).toMatchObject({
      id: 'm_1:edit:2',
      type: 'message.edited',
      subject: 'm_1',
      data: { messageId: 'm_1', text: 'Where?' },
    });
  });
});

describe('what was pressed', () => {
  test('below a message gives back the id and the value that it was sent with', async () => {
    const { events } = await receive({
      kind: 'postback',
      from: psid,
      title: 'Later',
      payload: '~delay~1042',
    });
    expect(events[0]?.data).toMatchObject({ kind: 'postback', name: 'delay', value: '1042' });
  });

  test('as a quick reply is a button, not a message', async () => {
    const { events } = await receive({ kind: 'quick_reply', from: psid, text: 'Yes', payload: 'confirm' });
    expect(events).toMatchObject([
      { type: 'interaction.received', data: { kind: 'button', name: 'confirm', value: 'Yes' } },
    ]);
  });

  test('to get here tells where somebody came from', async () => {
    const referral = { ref: 'autumn', source: 'SHORTLINK', type: 'OPEN_THREAD' };
    const { events } = await event({ referral });
    expect(events[0]?.data).toMatchObject({ kind: 'referral', name: 'autumn', value: 'SHORTLINK' });
    const started = await event({
      postback: { mid: 'm_4', payload: 'GET_STARTED', title: 'Get Started', referral },
    });
    expect(started.events[0]?.data).toMatchObject({ kind: 'postback', fields: { ref: 'autumn' } });
  });
});

describe('a receipt', () => {
  test('of deliveries is one event a message, with its rank', async () => {
    const { events } = await receive({
      kind: 'delivery',
      from: psid,
      messageIds: ['m_1', 'm_2'],
      upToMs: noonMs,
    });
    expect(events.map(({ id, type, sequence }) => [id, type, sequence])).toEqual([
      ['m_1:delivered', 'message.delivered', '3'],
      ['m_2:delivered', 'message.delivered', '3'],
    ]);
  });

  test('that names no message says until when it holds', async () => {
    const read = await receive({ kind: 'read', from: psid, upToMs: noonMs });
    expect(read.events[0]).toMatchObject({
      id: `read:${psid}:${noonMs}`,
      type: 'message.read',
      sequence: '4',
      data: { conversationId: psid, upTo: '2025-11-21T09:30:00.000Z' },
    });
    const delivered = await receive({ kind: 'delivery', from: psid, messageIds: [], upToMs: noonMs });
    expect(delivered.events[0]?.data).not.toHaveProperty('messageId');
    expect(delivered.events[0]).toMatchObject({
      type: 'message.delivered',
      data: { upTo: '2025-11-21T09:30:00.000Z' },
    });
  });
});

describe('what else happens in a conversation', () => {
  test('another app takes it, or gets it', async () => {
    const { events } = await event({
      pass_thread_control: { new_owner_app_id: '123', previous_owner_app_id: 456 },
    });
    expect(events[0]).toMatchObject({
      type: 'conversation.assigned',
      data: { conversationId: psid, assignee: { id: '123' }, previousAssignee: { id: '456' } },
    });
  });

  test('somebody agrees to messages, and stops them', async () => {
    const optin = { type: 'notification_messages', notification_messages_token: 'token-1', title: 'News' };
    expect((await event({ optin })).events[0]).toMatchObject({
      type: 'contact.opted_in',
      data: { purpose: 'marketing', contactId: 'token-1' },
    });
    const stop = { ...optin, notification_messages_status: 'STOP_NOTIFICATIONS' };
    expect((await event({ optin: stop })).events[0]?.type).toBe('contact.opted_out');
  });

  test('is ignored by its name where it has no counterpart', async () => {
    const { ignored } = await receive({
      kind: 'json',
      body: {
        object: 'page',
        entry: [
          {
            id: accountId,
            messaging: [
              { ...ours, account_linking: { status: 'linked' } },
              { recipient: { id: accountId }, optin: { ref: 'x', user_ref: 'u' } },
            ],
            standby: [{ ...ours, message: { mid: 'm_9' } }],
            changes: [{ field: 'feed', value: { item: 'post' } }],
          },
        ],
      },
    });
    expect(ignored).toEqual(['account_linking', 'optin', 'standby (message)', 'feed']);
  });
});

describe('a batch', () => {
  test('loses no good event to a bad one, and keeps the order', async () => {
    const message = (mid: unknown) => ({
      sender: { id: psid },
      recipient: { id: accountId },
      timestamp: noonMs,
      message: { mid },
    });
    const { events, failed } = await receive({
      kind: 'json',
      body: {
        object: 'page',
        entry: [
          { id: accountId, messaging: [message('m_1'), message(7), message('m_2')] },
          { id: accountId },
          { id: accountId, messaging: [message('m_3')] },
        ],
      },
    });
    expect(events.map(({ id }) => id)).toEqual(['m_1', 'm_2', 'm_3']);
    expect(failed.map(({ item, error }) => [item, error.code])).toEqual([
      [1, 'webhook.payload_invalid'],
      [3, 'webhook.payload_invalid'],
    ]);
  });

  test('of another secret is refused; the challenge is answered', async () => {
    const webhook = { kind: 'message', from: psid, text: 'x' } as const;
    await expect(
      connector.receive?.(sandbox.webhook(webhook, { url, secret: 'sentinel-other' })),
    ).rejects.toThrow(expect.objectContaining({ code: 'webhook.signature_invalid' }));
    const asked = sandbox.webhook({ kind: 'challenge', verifyToken, challenge: '42' }, { url });
    expect((await connector.receive?.(asked))?.reply).toMatchObject({ status: 200, body: '42' });
  });
});
