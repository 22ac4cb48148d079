import type { TouchlineError } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { SendMessageInput } from '../contract.ts';
import { botToken, type Connection, connect } from './fixtures/connection.ts';
import { type SlackNativeMessage, slack } from './index.ts';

const channel = 'C0GENERAL1';
let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.close());

/** The last call that the sandbox got: what was on the wire. */
const lastCall = () => {
  const call = connection.sandbox.calls.at(-1);
  return {
    method: call?.method,
    path: call?.path,
    contentType: call?.headers['content-type'],
    authorization: call?.headers.authorization,
    body: call?.text ? JSON.parse(call.text) : undefined,
  };
};

const send = (input: Partial<SendMessageInput> = {}, idempotencyKey = 'delivery-1') =>
  connection.connector.actions.sendMessage(
    { conversationId: channel, text: 'Hello', ...input },
    { idempotencyKey },
  );

describe('sendMessage', () => {
  test('posts the words as they are, with the key by which the message is known again', async () => {
    const sent = await send({ text: 'Tell <!channel>: *1 & 2*' });
    expect(lastCall()).toEqual({
      method: 'POST',
      path: '/api/chat.postMessage',
      contentType: 'application/json; charset=utf-8',
      authorization: `Bearer ${botToken}`,
      body: {
        channel,
        mrkdwn: false,
        text: 'Tell &lt;!channel&gt;: *1 &amp; 2*',
        metadata: { event_type: 'touchline_message', event_payload: { idempotency_key: 'delivery-1' } },
      },
    });
    expect(sent).toEqual({ messageId: '1763717400.000001', conversationId: channel });
  });

  test.each<[string, Partial<SendMessageInput>, string]>([
    ['into a thread', { threadId: '1763717400.000001' }, '1763717400.000001'],
    [
      'in answer to a message, which is a thread of its own',
      { replyToMessageId: '1763717400.000001' },
      '1763717400.000001',
    ],
    [
      'in answer to a message of a thread',
      { threadId: '1763717400.000001', replyToMessageId: '1763717400.000002' },
      '1763717400.000001',
    ],
  ])('posts %s', async (_, input, thread) => {
    await send(input);
    expect(lastCall().body.thread_ts).toBe(thread);
  });

  test('to a person says in which conversation it is now', async () => {
    expect(await send({ conversationId: 'U0ADA0001' })).toMatchObject({ conversationId: 'D0ADA0001' });
  });

  test('is never blindly repeated: Slack would post it twice', () => {
    expect(connection.connector.actions.sendMessage.idempotent).toBe('no');
  });
});

describe('editMessage', () => {
  test('replaces words, buttons and attachments as a whole', async () => {
    const { messageId } = await send({ buttons: [{ kind: 'reply', id: 'a', label: 'A' }] });
    const edited = await connection.connector.actions.editMessage({
      conversationId: channel,
      messageId,
      text: 'Done & dusted',
    });
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'Done & dusted', emoji: false } }];
    expect(lastCall()).toMatchObject({
      method: 'POST',
      path: '/api/chat.update',
      body: { channel, ts: messageId, parse: 'none', text: 'Done &amp; dusted', blocks, attachments: [] },
    });
    expect(edited).toEqual({ messageId, conversationId: channel });
    expect(connection.sandbox.messages.get(`${channel}:${messageId}`)).toMatchObject({
      blocks,
      attachments: [],
    });
  });

  test('of a message that is gone is rejected', async () => {
    await expect(
      connection.connector.actions.editMessage({ conversationId: channel, messageId: '1.2', text: 'x' }),
    ).rejects.toThrow(expect.objectContaining({ disposition: 'reject', vendorCode: 'message_not_found' }));
  });

  test('cannot change what only sending takes, and says what', async () => {
    await expect(
      connection.connector.actions.editMessage({
        conversationId: channel,
        messageId: '1.2',
        text: 'x',
        native: { slack: { username: 'Ada' } },
      }),
    ).rejects.toThrow('slack: native.slack.username: a message keeps what it was sent with.');
  });
});

describe('deleteMessage', () => {
  test('takes a message back, and a second time finds it done', async () => {
    const { messageId } = await send();
    for (const _ of ['first', 'second'])
      expect(
        await connection.connector.actions.deleteMessage({ conversationId: channel, messageId }),
      ).toEqual({
        conversationId: channel,
        messageId,
      });
    expect(lastCall()).toMatchObject({ path: '/api/chat.delete', body: { channel, ts: messageId } });
    expect(connection.sandbox.messages.has(`${channel}:${messageId}`)).toBe(false);
  });

  test('in a conversation that does not exist is rejected', async () => {
    await expect(
      connection.connector.actions.deleteMessage({ conversationId: 'C0NOWHERE1', messageId: '1.2' }),
    ).rejects.toThrow(expect.objectContaining({ disposition: 'reject', vendorCode: 'channel_not_found' }));
  });
});

describe('reactions', () => {
  test('are added and removed by the emoji itself, and a second time is as good as the first', async () => {
    const { messageId } = await send();
    const reactions = () => connection.sandbox.messages.get(`${channel}:${messageId}`)?.reactions;
    const { addReaction, removeReaction } = connection.connector.actions;
    const input = { conversationId: channel, messageId, emoji: '👍' };

    for (const _ of ['first', 'second'])
      expect(await addReaction(input)).toEqual({ conversationId: channel, messageId });
    expect(lastCall()).toMatchObject({
      path: '/api/reactions.add',
      body: { channel, timestamp: messageId, name: '+1' },
    });
    expect(reactions()).toEqual([{ name: '+1', users: ['U0SANDBOX1'] }]);

    for (const _ of ['first', 'second'])
      expect(await removeReaction(input)).toEqual({ conversationId: channel, messageId });
    expect(lastCall()).toMatchObject({ path: '/api/reactions.remove', body: { name: '+1' } });
    expect(reactions()).toEqual([]);
  });

  test('to a message that does not exist are rejected', async () => {
    await expect(
      connection.connector.actions.addReaction({ conversationId: channel, messageId: '1.2', emoji: 'tada' }),
    ).rejects.toThrow(expect.objectContaining({ vendorCode: 'message_not_found' }));
  });
});

describe('respondInteraction', () => {
  test('posts to the response URL and gives it no token when it is of another origin', async () => {
    const { sandbox, server, connector } = connection;
    // The sandbox under another name is another origin, as hooks.slack.com is to slack.com.
    const responseUrl = `${server.url.replace('127.0.0.1', 'localhost')}/actions/T0SANDBOX1/1/key`;
    const free = slack(
      { botToken, signingSecret: 's3cret', baseUrl: `${server.url}/api` },
      { http: { allowPrivateAddresses: true } },
    );
    expect(
      await free.actions.respondInteraction({ responseUrl, text: 'Approved', replaceOriginal: true }),
    ).toEqual({ accepted: true });
    await free.close();
    expect(lastCall()).toEqual({
      method: 'POST',
      path: '/actions/T0SANDBOX1/1/key',
      contentType: 'application/json; charset=utf-8',
      authorization: undefined,
      body: { response_type: 'ephemeral', replace_original: true, mrkdwn: false, text: 'Approved' },
    });
    expect(sandbox.responses).toHaveLength(1);

    await expect(connector.actions.respondInteraction({ responseUrl, text: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'http.url_forbidden' }),
    );
  });

  test('fails for good once the URL is used up', async () => {
    const { server, connector } = connection;
    const respond = () =>
      connector.actions.respondInteraction({
        responseUrl: `${server.url}/commands/T0SANDBOX1/2/key`,
        text: 'x',
        visibleTo: 'conversation',
      });
    for (let times = 0; times < 5; times += 1) await respond();
    expect(lastCall().body.response_type).toBe('in_channel');
    await expect(respond()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: 'used_url' }),
    );
  });
});

describe('check', () => {
  test('names the workspace', async () => {
    expect(await connection.connector.check?.()).toEqual({ account: 'Sandbox' });
    expect(lastCall()).toMatchObject({ method: 'POST', path: '/api/auth.test' });
  });

  test('asks for new credentials when the token is wrong', async () => {
    const stranger = await connect('xoxb-sentinel-wrong-1');
    await expect(stranger.connector.check?.()).rejects.toThrow(
      expect.objectContaining<Partial<TouchlineError>>({
        code: 'http.unauthorized',
        disposition: 'reauthorize',
        vendorCode: 'invalid_auth',
      }),
    );
    await stranger.close();
  });
});

test('what the actions take and give is inferred from the contract', () => {
  const { actions } = connection.connector;
  expectTypeOf<Parameters<typeof actions.sendMessage>[0]>().toEqualTypeOf<SendMessageInput>();
  expectTypeOf<ReturnType<typeof actions.sendMessage>>().resolves.toEqualTypeOf<{
    messageId: string;
    conversationId: string;
  }>();
  expectTypeOf<keyof typeof actions>().toEqualTypeOf<
    'sendMessage' | 'editMessage' | 'deleteMessage' | 'addReaction' | 'removeReaction' | 'respondInteraction'
  >();
  expectTypeOf<{ slack: SlackNativeMessage }>().toExtend<NonNullable<SendMessageInput['native']>>();
});
