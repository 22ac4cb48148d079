import { touchpointCatalogue } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountId, type Connection, connect, noonMs, receiver, url } from './fixtures/connection.ts';
import type { InstagramWebhookInput } from './sandbox.ts';

const igsid = '200000000000001';
const { connector, sandbox } = receiver();
const receive = async (webhook: InstagramWebhookInput) => {
  const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
  if (!received) throw new Error('instagram receives webhooks');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};
/** As documented at https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook */
const event = (part: object) =>
  receive({
    kind: 'event',
    event: { sender: { id: igsid }, recipient: { id: accountId }, timestamp: noonMs, ...part },
  });

describe('what happens on Instagram', () => {
  test('an answer to a story tells which', async () => {
    const story = { id: '17', url: 'https://lookaside.fbsbx.com/story' };
    const { events } = await event({ message: { mid: 'ig_1', text: 'Nice', reply_to: { story } } });
    expect(events[0]).toMatchObject({
      source: `/connectors/instagram/${accountId}`,
      data: { channel: 'instagram', metadata: { story_id: '17', story_url: story.url } },
    });
  });

  test('a mention in a story is a message with the story', async () => {
    const attachments = [{ type: 'story_mention', payload: { url: 'https://lookaside.fbsbx.com/story' } }];
    const { events } = await event({ message: { mid: 'ig_2', attachments } });
    expect(events[0]?.data).toMatchObject({
      attachments: [{ url: 'https://lookaside.fbsbx.com/story' }],
      metadata: { attachment_types: 'story_mention' },
      mentionsYou: true,
    });
  });

  test('a message that was unsent is deleted, and is not the message again', async () => {
    const { events } = await receive({ kind: 'deletion', from: igsid, messageId: 'ig_1' });
    expect(events[0]).toMatchObject({
      id: 'ig_1:deleted',
      type: 'message.deleted',
      data: { messageId: 'ig_1', deletedBy: { id: igsid } },
    });
  });

  test('a message that was read is named', async () => {
    const { events } = await event({ read: { mid: 'ig_3' } });
    expect(events[0]).toMatchObject({ id: 'ig_3:read', type: 'message.read', data: { messageId: 'ig_3' } });
  });

  test('the samples of the App Dashboard come as changes', async () => {
    const value = {
      sender: { id: igsid },
      recipient: { id: accountId },
      timestamp: noonMs / 1_000,
      message: { mid: 'ig_4', text: 'x' },
    };
    const body = {
      object: 'instagram',
      entry: [{ id: accountId, time: noonMs, changes: [{ field: 'messages', value }] }],
    };
    const { events } = await receive({ kind: 'json', body });
    expect(events[0]).toMatchObject({ id: 'ig_4', time: '2025-11-21T09:30:00.000Z' });
  });

  test('comments are ignored by their name', async () => {
    const body = {
      object: 'instagram',
      entry: [{ id: accountId, changes: [{ field: 'comments', value: { id: '1' } }] }],
    };
    expect((await receive({ kind: 'json', body })).ignored).toEqual(['comments']);
  });
});

describe('the actions of Instagram', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await connect();
  });
  afterAll(() => connection.close());

  test('sendMessage takes a thousand bytes, not characters', async () => {
    const { sendMessage } = connection.connector.actions;
    expect(await sendMessage({ conversationId: igsid, text: 'ä'.repeat(500) })).toMatchObject({
      conversationId: igsid,
    });
    await expect(sendMessage({ conversationId: igsid, text: 'ä'.repeat(501) })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining('text') }),
    );
  });

  test('an account reacts with a heart, and with nothing else', async () => {
    const { addReaction, removeReaction, markRead } = connection.connector.actions;
    await addReaction({ conversationId: igsid, messageId: 'ig_1', emoji: '❤️' });
    await removeReaction({ conversationId: igsid, messageId: 'ig_1', emoji: '❤' });
    await markRead({ conversationId: igsid, messageId: 'ig_1' });
    expect(connection.sandbox.senderActions).toEqual([
      { to: igsid, action: 'react', payload: { message_id: 'ig_1', reaction: 'love' } },
      { to: igsid, action: 'unreact', payload: { message_id: 'ig_1' } },
      { to: igsid, action: 'mark_seen' },
    ]);
    await expect(addReaction({ conversationId: igsid, messageId: 'ig_1', emoji: '👍' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
  });

  test('no proof goes along unless it is asked for: the token may be of another app than the secret', async () => {
    await connection.connector.actions.sendMessage({ conversationId: igsid, text: 'Hello' });
    expect(connection.sandbox.calls.at(-1)?.query.has('appsecret_proof')).toBe(false);
  });

  test('the check says whose account it is', async () => {
    expect(await connection.connector.check?.()).toEqual({ account: 'sandbox' });
  });
});
