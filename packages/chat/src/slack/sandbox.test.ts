import { describe, expect, test } from 'vitest';
import { botToken, connect, noonMs, receiver, signingSecret, url } from './fixtures/connection.ts';
import { type SlackWebhookInput, slackSandbox } from './sandbox.ts';

describe('the sandbox', () => {
  test('carries a conversation: a question, an answer with a button, its press, the answer edited', async () => {
    const { connector, sandbox, close } = await connect();
    const hear = async (webhook: SlackWebhookInput) =>
      (await connector.receive?.(sandbox.webhook(webhook, { url })))?.events[0]?.data as {
        messageId: string;
        conversationId: string;
        name: string;
        value: string;
      };

    const question = await hear({
      kind: 'mention',
      conversationId: 'C0GENERAL1',
      userId: 'U0ADA0001',
      text: '<@U0SANDBOX1> refund 1042?',
    });
    const answer = await connector.actions.sendMessage({
      conversationId: question.conversationId,
      replyToMessageId: question.messageId,
      text: 'Refund 1042?',
      buttons: [{ kind: 'reply', id: 'refund', label: 'Refund', value: '1042' }],
    });
    const press = await hear({
      kind: 'button',
      conversationId: answer.conversationId,
      messageId: answer.messageId,
      userId: 'U0ADA0001',
      id: 'refund',
      value: '1042',
    });
    expect(press).toMatchObject({ name: 'refund', value: '1042', messageId: answer.messageId });
    await connector.actions.editMessage({ ...answer, text: 'Refunded.' });
    await connector.actions.addReaction({ ...answer, emoji: '✅' });

    expect([...sandbox.messages.values()]).toMatchObject([
      {
        ts: answer.messageId,
        thread_ts: question.messageId,
        text: 'Refunded.',
        blocks: [{ type: 'section' }],
        reactions: [{ name: 'white_check_mark' }],
      },
    ]);
    await close();
  });

  const ada = { conversationId: 'C0GENERAL1', userId: 'U0ADA0001' };

  test.each<[SlackWebhookInput, string]>([
    [{ kind: 'message', ...ada, text: 'Hi', threadId: '1.2' }, 'message.received'],
    [{ kind: 'mention', ...ada, text: 'Hi' }, 'message.received'],
    [{ kind: 'edit', ...ada, messageId: '1.2', text: 'b', previousText: 'a' }, 'message.edited'],
    [{ kind: 'deletion', ...ada, messageId: '1.2' }, 'message.deleted'],
    [{ kind: 'reaction', ...ada, messageId: '1.2', emoji: 'tada' }, 'reaction.added'],
    [{ kind: 'reaction_removal', ...ada, messageId: '1.2', emoji: 'tada' }, 'reaction.removed'],
    [{ kind: 'button', ...ada, messageId: '1.2', id: 'a' }, 'interaction.received'],
    [{ kind: 'command', ...ada, command: '/x' }, 'interaction.received'],
    [{ kind: 'dialog', userId: 'U0ADA0001', callbackId: 'c', fields: { a: '1' } }, 'interaction.received'],
    [{ kind: 'event', event: { type: 'app_uninstalled' } }, 'channel.app_uninstalled'],
  ])('writes %j as Slack does, so it is received as %s', async (webhook, type) => {
    const { connector, sandbox } = receiver();
    const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
    expect(received?.events.map((event) => event.type)).toEqual([type]);
  });

  test('gives the same bytes in every run', () => {
    const signedBy = () =>
      slackSandbox({ botToken, signingSecret, clock: { now: () => noonMs } }).webhook(
        { kind: 'message', ...ada, text: 'Hi' },
        { url },
      );
    expect(signedBy()).toEqual(signedBy());
  });

  const call = async (path: string, body: unknown, token: string | undefined = botToken) => {
    const sandbox = slackSandbox({
      botToken,
      signingSecret,
      clock: { now: () => noonMs },
      conversationIds: ['C1', 'C2'],
    });
    sandbox.conversations.set('C2', { isArchived: true });
    const response = await sandbox.fetch(
      new Request(`https://slack.com/api/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== '' && { authorization: `Bearer ${token}` }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
    return { status: response.status, body: (await response.json()) as unknown };
  };

  test.each<[string, unknown, string]>([
    ['chat.postMessage', { channel: 'C9', text: 'x' }, 'channel_not_found'],
    ['chat.postMessage', { channel: 'C2', text: 'x' }, 'is_archived'],
    ['chat.postMessage', { channel: 'C1', text: ' ' }, 'no_text'],
    ['chat.postMessage', { channel: 'C1', text: 'x', thread_ts: 'y' }, 'invalid_thread_ts'],
    ['chat.postMessage', { channel: 'C1', text: 'x', blocks: [{}] }, 'invalid_blocks'],
    ['chat.postMessage', '{', 'invalid_json'],
    ['chat.update', { channel: 'C1', ts: '1.2', text: 'x' }, 'message_not_found'],
    ['reactions.add', { channel: 'C1', timestamp: '1.2', name: 'x' }, 'message_not_found'],
    ['conversations.history', { channel: 'C9' }, 'channel_not_found'],
    ['chat.shout', {}, 'unknown_method'],
  ])('refuses %s of %j with %s, in a 200', async (path, body, error) => {
    expect(await call(path, body)).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  test('stamps messages to the microsecond, as Slack does, and no two alike', () => {
    let nowMs = noonMs + 417;
    const sandbox = slackSandbox({ botToken, signingSecret, clock: { now: () => nowMs } });
    const ts = (): string => {
      const { rawBody } = sandbox.webhook({ kind: 'message', ...ada, text: 'Hello?' }, { url });
      return JSON.parse(new TextDecoder().decode(rawBody)).event.ts;
    };
    const second = Math.floor(noonMs / 1_000);
    expect([ts(), ts()]).toEqual([`${second}.417001`, `${second}.417002`]);
    nowMs -= 400;
    expect(ts()).toBe(`${second}.417003`);
    nowMs += 583;
    expect(ts()).toBe(`${second}.600001`);
  });

  test('refuses a wrong token and none', async () => {
    expect((await call('auth.test', {}, 'xoxb-other')).body).toEqual({ ok: false, error: 'invalid_auth' });
    expect((await call('auth.test', {}, '')).body).toEqual({ ok: false, error: 'not_authed' });
  });
});
