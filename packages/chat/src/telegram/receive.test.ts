import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  botToken,
  type Connection,
  config,
  connect,
  receiver,
  secretToken,
  url,
} from './fixtures/connection.ts';
import { type IncomingUpdate, type TelegramReply, telegram } from './index.ts';

const message = { kind: 'message', from: 927_485_618, text: '/start' } as const;

describe('a webhook', () => {
  const { connector, sandbox } = receiver();
  const shown = sandbox.webhook(message, { url });

  test('is taken with either secret while one replaces the other', async () => {
    const rotating = telegram({ botToken, secretToken: ['sentinel_new', secretToken] });
    for (const secret of ['sentinel_new', secretToken])
      expect((await rotating.receive?.(sandbox.webhook(message, { url, secret })))?.events).toHaveLength(1);
  });

  test.each([
    [
      'another secret',
      sandbox.webhook(message, { url, secret: 'sentinel_other' }),
      'webhook.signature_invalid',
    ],
    [
      'a secret that is only like it',
      sandbox.webhook(message, { url, secret: `${secretToken}x` }),
      'webhook.signature_invalid',
    ],
    ['no secret', { ...shown, headers: {} }, 'webhook.signature_missing'],
    [
      'two secrets',
      { ...shown, headers: { 'x-telegram-bot-api-secret-token': `${secretToken}, x` } },
      'webhook.signature_invalid',
    ],
    ['another method', { ...shown, method: 'GET' }, 'webhook.method_not_allowed'],
  ])('with %s is refused', async (_, request, code) => {
    await expect(connector.receive?.(request)).rejects.toThrow(expect.objectContaining({ code }));
  });

  test('is refused by a bot that asks for updates instead', async () => {
    await expect(telegram({ botToken }).receive?.(shown)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.not_supported' }),
    );
  });
});

describe('a reply', () => {
  const replyTo = async (reply: TelegramReply) => {
    const { connector, sandbox } = receiver({ reply });
    return connector.receive?.(sandbox.webhook(message, { url }));
  };

  test('is a method call in the answer to the webhook', async () => {
    const seen: IncomingUpdate[] = [];
    const received = await replyTo((update) => {
      seen.push(update);
      return { method: 'sendMessage', chat_id: update.chatId, text: 'Welcome' };
    });
    expect(received?.reply).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"method":"sendMessage","chat_id":"927485618","text":"Welcome"}',
    });
    expect(seen).toMatchObject([
      { kind: 'message', chatId: '927485618', from: { id: '927485618', username: 'ada' }, text: '/start' },
    ]);
  });

  test('to a button knows what was pressed, and how to answer it', async () => {
    const seen: IncomingUpdate[] = [];
    const { connector, sandbox } = receiver({
      reply: (update) => {
        seen.push(update);
        return undefined;
      },
    });
    const pressed = sandbox.webhook({ kind: 'button', from: 1, messageId: 2, data: '~a~1' }, { url });
    expect((await connector.receive?.(pressed))?.reply).toEqual({ status: 200 });
    expect(seen[0]).toMatchObject({
      kind: 'callback_query',
      button: { name: 'a', value: '1' },
      messageId: '2',
      queryId: expect.any(String),
    });
  });

  test('that throws, or is none, costs neither the event nor its acknowledgement', async () => {
    const thrower = await replyTo(() => {
      throw new Error('mistake');
    });
    expect([thrower?.events.length, thrower?.failed, thrower?.reply]).toEqual([1, [], { status: 200 }]);
    const none = await replyTo(() => 'sendMessage' as never);
    expect(none?.reply).toEqual({ status: 200 });
  });
});

describe('asking for updates', () => {
  let polling: Connection;
  beforeAll(async () => {
    polling = await connect({}, { botToken });
  });
  afterAll(() => polling.close());

  test('gives what happened once, and goes on behind it', async () => {
    polling.sandbox.happen(message);
    polling.sandbox.happen({ kind: 'update', update: { message: { text: 'no message' } } });
    polling.sandbox.happen({ kind: 'block', from: 1 });
    const first = await polling.connector.poll?.ask(undefined);
    expect(first?.events.map(({ type }) => type)).toEqual(['message.received', 'contact.opted_out']);
    expect(first?.ignored).toEqual(['update (unreadable)']);
    const again = await polling.connector.poll?.ask(undefined);
    expect(again?.events).toEqual(first?.events);
    const next = await polling.connector.poll?.ask(first?.cursor);
    expect([next?.events, next?.cursor]).toEqual([[], first?.cursor]);
  });

  test('is left to the webhook where there is one', async () => {
    const webhooks = await connect();
    expect(await webhooks.connector.poll?.ask(undefined)).toMatchObject({ events: [], more: false });
    expect(webhooks.sandbox.calls).toEqual([]);
    await webhooks.close();
  });
});

describe('a config', () => {
  test.each([
    ['a token that is none', { ...config, botToken: '../getMe' }, 'botToken'],
    ['a secret that Telegram would not take', { ...config, secretToken: 'a b' }, 'secretToken'],
    ['a reply that is none', { ...config, reply: 'hello' as never }, 'reply'],
  ])('with %s is refused by its name, and without its value', (_, given, field) => {
    expect(() => telegram(given)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(field) }),
    );
    expect(() => telegram(given)).not.toThrow(/getMe|a b|hello/);
  });
});
