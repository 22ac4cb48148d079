import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendMessageInput } from '../contract.ts';
import { accessToken, appSecret, type Connection, connect, phoneNumberId } from './fixtures/connection.ts';
import type { WhatsAppNativeMessage } from './index.ts';

const to = '+16505551234';
let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.close());

const lastCall = () => {
  const call = connection.sandbox.calls.at(-1);
  return {
    method: call?.method,
    path: call?.path,
    query: Object.fromEntries(call?.query ?? []),
    authorization: call?.headers.authorization,
    body: call?.text ? JSON.parse(call.text) : undefined,
  };
};

const send = (input: Partial<SendMessageInput> = {}, idempotencyKey = 'delivery-1') =>
  connection.connector.actions.sendMessage(
    { conversationId: to, text: 'Hello', ...input },
    { idempotencyKey },
  );

const reply = (id: string, value?: string) =>
  ({ kind: 'reply', id, label: id, ...(value && { value }) }) as const;
const link = { kind: 'link', label: 'Track it', url: 'https://shop.example.com/1' } as const;
const image = { kind: 'image', url: 'https://shop.example.com/lid.jpg' } as const;

describe('sendMessage', () => {
  test('posts the words to the number, with the key and the proof of the app', async () => {
    const sent = await send({ replyToMessageId: 'wamid.T1' });
    expect(lastCall()).toEqual({
      method: 'POST',
      path: `/v23.0/${phoneNumberId}/messages`,
      query: { appsecret_proof: createHmac('sha256', appSecret).update(accessToken).digest('hex') },
      authorization: `Bearer ${accessToken}`,
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '16505551234',
        type: 'text',
        text: { preview_url: false, body: 'Hello' },
        context: { message_id: 'wamid.T1' },
        biz_opaque_callback_data: 'delivery-1',
      },
    });
    expect(sent).toEqual({ messageId: 'wamid.SANDBOX00000001', conversationId: to });
  });

  test.each<[string, string, object]>([
    ['a number', '+491701234567', { recipient_type: 'individual', to: '491701234567' }],
    [
      'somebody without a number',
      'US.13491208655302741918',
      { recipient_type: 'individual', recipient: 'US.13491208655302741918' },
    ],
    ['a group', 'Y2FwaV9ncm91cDox', { recipient_type: 'group', to: 'Y2FwaV9ncm91cDox' }],
  ])('addresses %s', async (_, conversationId, expected) => {
    await send({ conversationId });
    expect(lastCall().body).toMatchObject(expected);
  });

  test.each<[string, Partial<SendMessageInput>, object]>([
    [
      'a file with its caption',
      { attachments: [{ kind: 'file', url: 'https://a.example/1.pdf', name: '1.pdf' }] },
      {
        type: 'document',
        document: { link: 'https://a.example/1.pdf', filename: '1.pdf', caption: 'Hello' },
      },
    ],
    [
      'up to three buttons',
      { buttons: [reply('a', '1'), reply('b')], attachments: [image] },
      {
        interactive: {
          type: 'button',
          header: { type: 'image', image: { link: image.url } },
          body: { text: 'Hello' },
          action: {
            buttons: [
              { type: 'reply', reply: { id: '~a~1', title: 'a' } },
              { type: 'reply', reply: { id: 'b', title: 'b' } },
            ],
          },
        },
      },
    ],
    [
      'a link',
      { buttons: [link] },
      {
        interactive: {
          type: 'cta_url',
          action: { name: 'cta_url', parameters: { display_text: 'Track it', url: link.url } },
        },
      },
    ],
    [
      'more buttons as a list',
      {
        buttons: ['a', 'b', 'c', 'd'].map((id) => reply(id)),
        native: { whatsapp: { list_button: 'Choose' } satisfies WhatsAppNativeMessage },
      },
      {
        interactive: {
          type: 'list',
          action: {
            button: 'Choose',
            sections: [{ rows: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id })) }],
          },
        },
      },
    ],
    [
      'whatever WhatsApp has besides',
      { native: { whatsapp: { message: { type: 'audio', audio: { link: 'https://a.example/1.ogg' } } } } },
      { type: 'audio', audio: { link: 'https://a.example/1.ogg' } },
    ],
  ])('shows %s', async (_, input, expected) => {
    await send(input);
    expect(lastCall().body).toMatchObject(expected);
  });

  test.each<[string, Partial<SendMessageInput>, string]>([
    ['markdown', { format: 'markdown' }, 'format'],
    ['a thread', { threadId: 't' }, 'threadId'],
    ['words beyond 4096', { text: 'a'.repeat(4_097) }, 'text'],
    ['two files', { attachments: [image, image] }, 'attachments'],
    [
      'words with audio',
      { attachments: [{ kind: 'audio', url: 'https://a.example/1.ogg' }] },
      'attachments[0]',
    ],
    ['a link among buttons', { buttons: [reply('a'), link] }, 'buttons[1]'],
    [
      'a label beyond 20',
      { buttons: [{ kind: 'reply', id: 'a', label: 'a'.repeat(21) }] },
      'buttons[0].label',
    ],
    ['a list that nothing opens', { buttons: ['a', 'b', 'c', 'd'].map((id) => reply(id)) }, 'list_button'],
    [
      'more than a list holds',
      {
        buttons: Array.from({ length: 11 }, (_, n) => reply(`b${n}`)),
        native: { whatsapp: { list_button: 'x' } },
      },
      'buttons',
    ],
  ])('refuses %s by its name, and sends nothing', async (_, input, option) => {
    const before = connection.sandbox.calls.length;
    await expect(send(input)).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining(option) }),
    );
    expect(connection.sandbox.calls).toHaveLength(before);
  });

  test('refuses native parts that WhatsApp does not have, naming them', async () => {
    await expect(send({ native: { whatsapp: { colour: 'red' } } })).rejects.toThrow(
      expect.objectContaining({
        code: 'action.input_invalid',
        message: expect.stringContaining('native.whatsapp'),
      }),
    );
  });

  test('is never blindly repeated, and nothing can find it again', () => {
    const { sendMessage } = connection.connector.actions;
    expect([sendMessage.idempotent, sendMessage.reconcile]).toEqual(['no', undefined]);
  });

  test('to somebody who has not written for a day is rejected, while a template goes out', async () => {
    const closed = await connect({ openConversations: [] });
    const { sendMessage, sendTemplate } = closed.connector.actions;
    await expect(sendMessage({ conversationId: to, text: 'Hello' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: '131047' }),
    );
    const input = {
      conversationId: to,
      name: 'order_confirmation',
      language: 'en_US',
      bodyParameters: ['Ada'],
    };
    expect(await sendTemplate(input)).toMatchObject({ conversationId: to });
    await closed.close();
  });
});

describe('the other actions', () => {
  test('sendTemplate fills in places by their numbers or by their names', async () => {
    const { sendTemplate } = connection.connector.actions;
    await sendTemplate({ conversationId: to, name: 'a', language: 'en', bodyParameters: { order: '1042' } });
    expect(lastCall().body.template).toEqual({
      name: 'a',
      language: { code: 'en' },
      components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'order', text: '1042' }] }],
    });
    await sendTemplate({ conversationId: to, name: 'a', language: 'en' });
    expect(lastCall().body.template).toEqual({ name: 'a', language: { code: 'en' } });
  });

  test('a reaction is put on a message, and taken back by an empty one', async () => {
    const { addReaction, removeReaction } = connection.connector.actions;
    await addReaction({ conversationId: to, messageId: 'wamid.T1', emoji: '👍' });
    expect(lastCall().body.reaction).toEqual({ message_id: 'wamid.T1', emoji: '👍' });
    await removeReaction({ conversationId: to, messageId: 'wamid.T1', emoji: '👍' });
    expect(lastCall().body.reaction).toEqual({ message_id: 'wamid.T1', emoji: '' });
    await expect(
      addReaction({ conversationId: to, messageId: 'wamid.T1', emoji: 'thumbsup' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'action.not_supported' }));
  });

  test('markRead says which message', async () => {
    await connection.connector.actions.markRead({ conversationId: to, messageId: 'wamid.T1' });
    expect(lastCall().body).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.T1',
    });
  });

  test('getMedia gives where a file can be fetched', async () => {
    connection.sandbox.media.set('77', { contentType: 'image/jpeg', sizeBytes: 12 });
    expect(await connection.connector.actions.getMedia({ mediaId: '77' })).toMatchObject({
      url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=77',
      contentType: 'image/jpeg',
      sizeBytes: 12,
    });
  });

  test('the check says whose number it is; of another token, that it is refused', async () => {
    expect(await connection.connector.check?.()).toEqual({ account: 'Sandbox' });
    const stranger = await connect({ token: 'EAAsentinelother' });
    await expect(stranger.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ code: 'http.unauthorized', disposition: 'reauthorize' }),
    );
    await stranger.close();
  });
});
