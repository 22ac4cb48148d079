import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendMessageInput } from '../contract.ts';
import { accountId, type Connection, connect } from './fixtures/connection.ts';

const psid = '200000000000001';
let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.close());

const send = (input: Partial<SendMessageInput> = {}) =>
  connection.connector.actions.sendMessage({ conversationId: psid, text: 'Hello', ...input });
const lastBody = () => JSON.parse(connection.sandbox.calls.at(-1)?.text ?? 'null');
const reply = (id: string) => ({ kind: 'reply', id, label: id }) as const;
const link = { kind: 'link', label: 'Track it', url: 'https://shop.example.com/1' } as const;
const image = { kind: 'image', url: 'https://shop.example.com/1.jpg' } as const;

describe('sendMessage', () => {
  test('posts the words to the person, in answer to a message', async () => {
    expect(await send({ replyToMessageId: 'm_0' })).toEqual({
      messageId: 'm_SANDBOX00000001',
      conversationId: psid,
    });
    expect(connection.sandbox.calls.at(-1)?.path).toBe(`/v23.0/${accountId}/messages`);
    expect(connection.sandbox.calls.at(-1)?.query.get('appsecret_proof')).toMatch(/^[0-9a-f]{64}$/);
    expect(lastBody()).toEqual({
      recipient: { id: psid },
      message: { text: 'Hello' },
      messaging_type: 'RESPONSE',
      reply_to: { mid: 'm_0' },
    });
  });

  test.each<[string, Partial<SendMessageInput>, object]>([
    [
      'up to three buttons',
      { buttons: [reply('a'), link] },
      {
        attachment: {
          payload: {
            template_type: 'button',
            text: 'Hello',
            buttons: [
              { type: 'postback', title: 'a', payload: 'a' },
              { type: 'web_url', url: link.url },
            ],
          },
        },
      },
    ],
    [
      'more as quick replies',
      { buttons: ['a', 'b', 'c', 'd'].map(reply) },
      {
        text: 'Hello',
        quick_replies: ['a', 'b', 'c', 'd'].map((id) => ({ content_type: 'text', title: id, payload: id })),
      },
    ],
    [
      'an image with a few words',
      { attachments: [image] },
      {
        attachment: {
          payload: { template_type: 'generic', elements: [{ title: 'Hello', image_url: image.url }] },
        },
      },
    ],
    [
      'whatever Messenger has besides',
      { native: { messenger: { message: { text: 'Other' } } } },
      { text: 'Other' },
    ],
  ])('shows %s', async (_, input, message) => {
    await send(input);
    expect(lastBody().message).toMatchObject(message);
  });

  test.each<[string, Partial<SendMessageInput>, string]>([
    ['markdown', { format: 'markdown' }, 'format'],
    ['a thread', { threadId: 't' }, 'threadId'],
    ['words beyond 2000', { text: 'a'.repeat(2_001) }, 'text'],
    ['many words with an image', { text: 'a'.repeat(81), attachments: [image] }, 'text'],
    [
      'words with a video',
      { attachments: [{ kind: 'video', url: 'https://a.example/1.mp4' }] },
      'attachments[0]',
    ],
    ['two files', { attachments: [image, image] }, 'attachments'],
    ['a link among many buttons', { buttons: [reply('a'), reply('b'), reply('c'), link] }, 'buttons[3]'],
    ['fourteen buttons', { buttons: Array.from({ length: 14 }, (_, n) => reply(`b${n}`)) }, 'buttons'],
    [
      'a label beyond 20',
      { buttons: [{ kind: 'reply', id: 'a', label: 'a'.repeat(21) }] },
      'buttons[0].label',
    ],
  ])('refuses %s by its name', async (_, input, option) => {
    await expect(send(input)).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining(option) }),
    );
  });

  test('after a day goes out with a tag only', async () => {
    const closed = await connect({ openConversations: [] });
    const { sendMessage } = closed.connector.actions;
    await expect(sendMessage({ conversationId: psid, text: 'Hello' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: '10_2018278' }),
    );
    await sendMessage({ conversationId: psid, text: 'Hello', native: { messenger: { tag: 'HUMAN_AGENT' } } });
    expect([...closed.sandbox.messages.values()]).toMatchObject([{ to: psid, messagingType: 'MESSAGE_TAG' }]);
    await closed.close();
  });

  test('is never blindly repeated, and nothing can find it again', () => {
    const { sendMessage } = connection.connector.actions;
    expect([sendMessage.idempotent, sendMessage.reconcile]).toEqual(['no', undefined]);
  });
});

test('markRead marks the conversation', async () => {
  await connection.connector.actions.markRead({ conversationId: psid, messageId: 'm_1' });
  expect(connection.sandbox.senderActions).toEqual([{ to: psid, action: 'mark_seen' }]);
});

test('the check says whose page it is', async () => {
  expect(await connection.connector.check?.()).toEqual({ account: 'Sandbox' });
});
