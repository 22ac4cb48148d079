import { inspect } from 'node:util';
import type { Disposition, TouchlineError } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendMessageInput } from '../contract.ts';
import { botToken, type Connection, connect, secretToken } from './fixtures/connection.ts';
import { telegram } from './index.ts';

const chat = '927485618';
let connection: Connection;
beforeAll(async () => {
  connection = await connect({ blockedBy: [13] });
});
afterAll(() => connection.close());

const last = () => {
  const call = connection.sandbox.calls.at(-1);
  return { path: call?.path, body: call?.text ? JSON.parse(call.text) : undefined };
};
const send = (input: Partial<SendMessageInput> = {}) =>
  connection.connector.actions.sendMessage({ conversationId: chat, text: 'Hello', ...input });
const image = { kind: 'image', url: 'https://shop.example.com/1.jpg' } as const;

describe('sendMessage', () => {
  test('sends the words as they are, into a topic, in answer to a message', async () => {
    const sent = await send({ text: '*1 & <2>*', threadId: '7', replyToMessageId: '12' });
    expect(last()).toEqual({
      path: '/bot/sendMessage',
      body: {
        chat_id: 927_485_618,
        message_thread_id: 7,
        text: '*1 & <2>*',
        reply_parameters: { message_id: 12 },
      },
    });
    expect(sent).toEqual({ messageId: expect.stringMatching(/^\d+$/), conversationId: chat });
  });

  test.each<[string, Partial<SendMessageInput>, string, object]>([
    [
      'markdown',
      { format: 'markdown', text: '**Hi**' },
      'sendRichMessage',
      { rich_message: { markdown: '**Hi**' } },
    ],
    [
      'Telegram’s own markup',
      { native: { telegram: { parse_mode: 'HTML' } }, text: '<b>Hi</b>' },
      'sendMessage',
      { parse_mode: 'HTML' },
    ],
    [
      'a picture with its caption',
      { attachments: [image] },
      'sendPhoto',
      { photo: image.url, caption: 'Hello' },
    ],
    [
      'a file',
      { attachments: [{ kind: 'file', url: 'https://a.example/1.pdf' }] },
      'sendDocument',
      { document: 'https://a.example/1.pdf' },
    ],
    [
      'several pictures, the first with the words',
      { attachments: [image, { ...image, kind: 'video' }] },
      'sendMediaGroup',
      {
        media: [
          { type: 'photo', media: image.url, caption: 'Hello' },
          { type: 'video', media: image.url },
        ],
      },
    ],
    [
      'buttons, one a row',
      {
        buttons: [
          { kind: 'reply', id: 'a', value: '1', label: 'A', style: 'danger' },
          { kind: 'link', label: 'B', url: 'https://a.example/' },
        ],
      },
      'sendMessage',
      {
        reply_markup: {
          inline_keyboard: [
            [{ text: 'A', callback_data: '~a~1', style: 'danger' }],
            [{ text: 'B', url: 'https://a.example/' }],
          ],
        },
      },
    ],
    ['a channel by its name', { conversationId: '@acme_news' }, 'sendMessage', { chat_id: '@acme_news' }],
  ])('sends %s', async (_, input, method, body) => {
    await send(input);
    expect(last()).toMatchObject({ path: `/bot/${method}`, body });
  });

  test.each<[string, Partial<SendMessageInput>, string]>([
    ['words beyond 4096', { text: 'a'.repeat(4_097) }, 'text'],
    ['a caption beyond 1024', { text: 'a'.repeat(1_025), attachments: [image] }, 'text'],
    ['markdown with a file', { format: 'markdown', attachments: [image] }, 'format'],
    [
      'files of two kinds together',
      { attachments: [image, { kind: 'file', url: 'https://a.example/1' }] },
      'attachments[1]',
    ],
    [
      'buttons below several files',
      { attachments: [image, image], buttons: [{ kind: 'reply', id: 'a', label: 'A' }] },
      'buttons',
    ],
    [
      'a button beyond 64 bytes',
      { buttons: [{ kind: 'reply', id: 'ä'.repeat(33), label: 'A' }] },
      'buttons[0]',
    ],
  ])('refuses %s by its name', async (_, input, option) => {
    await expect(send(input)).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', message: expect.stringContaining(option) }),
    );
  });

  test('refuses an id that is none of Telegram’s', async () => {
    await expect(send({ replyToMessageId: 'wamid.1' })).rejects.toThrow(
      expect.objectContaining({
        code: 'action.input_invalid',
        message: expect.stringContaining('replyToMessageId'),
      }),
    );
  });

  test('is never blindly repeated, and nothing can find it again', () => {
    const { sendMessage } = connection.connector.actions;
    expect([sendMessage.idempotent, sendMessage.reconcile]).toEqual(['no', undefined]);
  });
});

describe('a message of the bot', () => {
  test('is edited as a whole; the same again counts as edited', async () => {
    const { messageId } = await send({ buttons: [{ kind: 'reply', id: 'a', label: 'A' }] });
    const edit = () =>
      connection.connector.actions.editMessage({ conversationId: chat, messageId, text: 'New' });
    await edit();
    expect(last()).toEqual({
      path: '/bot/editMessageText',
      body: { chat_id: 927_485_618, message_id: Number(messageId), text: 'New' },
    });
    expect(await edit()).toEqual({ messageId, conversationId: chat });
  });

  test('that is a file is edited by its caption', async () => {
    const { messageId } = await send({ attachments: [image] });
    await connection.connector.actions.editMessage({ conversationId: chat, messageId, text: 'New' });
    expect(last()).toMatchObject({ path: '/bot/editMessageCaption', body: { caption: 'New' } });
  });

  test('is deleted; the second time counts as deleted', async () => {
    const { messageId } = await send();
    const { deleteMessage, editMessage } = connection.connector.actions;
    await deleteMessage({ conversationId: chat, messageId });
    expect(await deleteMessage({ conversationId: chat, messageId })).toEqual({
      messageId,
      conversationId: chat,
    });
    await expect(editMessage({ conversationId: chat, messageId, text: 'x' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: 'message_not_found' }),
    );
  });

  test('is reacted to, without the selector that keyboards add', async () => {
    const { messageId } = await send();
    const { addReaction, removeReaction } = connection.connector.actions;
    await addReaction({ conversationId: chat, messageId, emoji: '❤️' });
    expect(last().body.reaction).toEqual([{ type: 'emoji', emoji: '❤' }]);
    await removeReaction({ conversationId: chat, messageId, emoji: '❤️' });
    expect(connection.sandbox.messages.get(`${chat}:${messageId}`)?.reaction).toEqual([]);
    await expect(addReaction({ conversationId: chat, messageId, emoji: 'thumbsup' })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported' }),
    );
  });
});

describe('the other actions', () => {
  test('a button is answered; within a delivery the second time counts as answered', async () => {
    const { respondInteraction } = connection.connector.actions;
    const answer = { triggerId: '4382', text: 'Approved', showAlert: true };
    expect(await respondInteraction(answer)).toEqual({ accepted: true });
    expect(connection.sandbox.answers).toEqual([
      { callback_query_id: '4382', text: 'Approved', show_alert: true },
    ]);
    expect(await respondInteraction(answer, { attempt: 2 })).toEqual({ accepted: true });
    await expect(respondInteraction(answer)).rejects.toThrow(
      expect.objectContaining({ vendorCode: 'query_expired' }),
    );
  });

  test('a file is found, without the token', async () => {
    expect(await connection.connector.actions.getFile({ fileId: 'F1' })).toEqual({
      path: 'photos/F1.jpg',
      sizeBytes: 1_024,
    });
  });

  test('the webhook is set with the secret, for every kind that is mapped', async () => {
    const other = await connect();
    await other.connector.actions.setWebhook({ url: 'https://shop.example.com/webhooks/telegram' });
    const body = JSON.parse(other.sandbox.calls.at(-1)?.text ?? '');
    expect(body).toMatchObject({
      secret_token: secretToken,
      allowed_updates: expect.arrayContaining(['message_reaction', 'chat_member']),
    });
    expect(other.sandbox.webhookUrl).toBe('https://shop.example.com/webhooks/telegram');
    await other.close();
  });

  test('the check says which bot it is', async () => {
    expect(await connection.connector.check?.()).toEqual({ account: 'sandbox_bot' });
  });
});

describe('what a failure means', () => {
  const failing = async (status: number, description: string, more: object = {}) => {
    connection.sandbox.answerNext({ status, body: { ok: false, error_code: status, description, ...more } });
    return send({ text: 'Private words' }).then(
      () => undefined,
      (error: TouchlineError) => error,
    );
  };

  test.each<[number, string, Disposition, string]>([
    [401, 'Unauthorized', 'reauthorize', '401'],
    [404, 'Not Found', 'reauthorize', '404'],
    [403, 'Forbidden: bot was blocked by the user', 'reject', 'bot_blocked'],
    [403, 'Forbidden: user is deactivated', 'reject', 'user_deactivated'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'reject', 'not_in_chat'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'reject', 'not_started'],
    [403, 'Forbidden: something new', 'reject', '403'],
    [400, 'Bad Request: chat not found', 'reject', 'chat_not_found'],
    [400, "Bad Request: can't parse entities: …", 'reject', 'markup_invalid'],
    [500, 'Internal Server Error', 'retry', '500'],
  ])('%i %s: %s', async (status, description, disposition, vendorCode) => {
    expect(await failing(status, description)).toMatchObject({ disposition, vendorCode });
  });

  test('a limit says in seconds how long it lasts', async () => {
    const more = { parameters: { retry_after: 35 } };
    expect(await failing(429, 'Too Many Requests: retry after 35', more)).toMatchObject({
      code: 'http.rate_limited',
      disposition: 'retry',
      retryAfterMs: 35_000,
    });
  });

  test('a group that has another id now is rejected, and a 200 that failed is no success', async () => {
    const more = { parameters: { migrate_to_chat_id: -1_001_234_567_890 } };
    expect(await failing(400, 'Bad Request: group chat was upgraded', more)).toMatchObject({
      disposition: 'reject',
      vendorCode: 'chat_migrated',
    });
    connection.sandbox.answerNext({ status: 200, body: { ok: false, error_code: 400, description: 'x' } });
    await expect(send()).rejects.toThrow(expect.objectContaining({ disposition: 'reject' }));
  });

  test('a person who blocked the bot is no reason to pause the route', async () => {
    await expect(send({ conversationId: '13' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject' }),
    );
  });
});

describe('the token', () => {
  const hidden = botToken.split(':')[1] ?? '';

  test('is a part of the path, and in no error, whatever fails', async () => {
    const dead = telegram({ botToken, baseUrl: 'http://127.0.0.1:9' }, { http: { retries: 0 } });
    const strangers = await connect({}, { botToken: '1:AAother-0123456789_abcdefghijklm' });
    connection.sandbox.answerNext({
      status: 400,
      body: { ok: false, error_code: 400, description: `bot${botToken}` },
    });
    connection.sandbox.answerNext({ status: 502, body: `<html>/bot${botToken}/sendMessage</html>` });
    const failures = [
      send(),
      send(),
      dead.actions.sendMessage({ conversationId: chat, text: 'x' }),
      strangers.connector.check?.(),
    ].map((each) =>
      Promise.resolve(each).then(
        () => '',
        (error: TouchlineError) =>
          [String(error), JSON.stringify(error), inspect(error, { depth: 9 })].join(),
      ),
    );
    for (const printed of await Promise.all(failures)) {
      expect(printed).not.toBe('');
      expect(printed).not.toContain(hidden);
      expect(printed).not.toContain('AAother');
    }
    expect(JSON.stringify(strangers.sandbox.calls)).not.toContain('AAother');
    await strangers.close();
    await dead.close();
  });

  test('is in no record of the sandbox', () => {
    expect(connection.sandbox.calls.length).toBeGreaterThan(20);
    expect(inspect(connection.sandbox.calls, { depth: 9 })).not.toContain(hidden);
  });
});
