import { touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { noonMs, receiver, url } from './fixtures/connection.ts';
import { fixture } from './fixtures/fixture.ts';
import type { SlackWebhookInput } from './sandbox.ts';

const { connector, sandbox } = receiver();

const receive = async (webhook: SlackWebhookInput) => {
  const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
  if (!received) throw new Error('Slack receives webhooks.');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};

/** The one event that a fixture becomes. */
const eventOf = async (name: string) => {
  const { events, ignored, failed } = await receive(fixture(name));
  expect({ events: events.length, ignored, failed }).toEqual({ events: 1, ignored: [], failed: [] });
  return events[0];
};

const ignoredOf = async (name: string) => {
  const { events, ignored, failed } = await receive(fixture(name));
  expect({ events, failed }).toEqual({ events: [], failed: [] });
  return ignored;
};

const ada = { externalIds: { slack: 'U123ABC456' } };

describe('a message', () => {
  test('is received, its words readable and its mention of the app noticed', async () => {
    expect(await eventOf('message')).toMatchObject({
      type: 'message.received',
      id: 'message:C123ABC456:1763717400.000200',
      source: '/connectors/slack/T123ABC456',
      subject: 'C123ABC456:1763717400.000200',
      time: '2025-11-21T09:30:00.000Z',
      data: {
        customer: ada,
        messageId: '1763717400.000200',
        channel: 'slack',
        conversationId: 'C123ABC456',
        from: { id: 'U123ABC456', isBot: false },
        to: 'C123ABC456',
        text: 'Where is @U0BOT00001? See order 1042 (https://shop.example.com/orders/1042) & tell #support',
        mentionsYou: true,
      },
    });
  });

  test('that mentions the app comes twice and is one event, whichever comes first', async () => {
    expect(await eventOf('app-mention')).toEqual(await eventOf('message'));
  });

  test('names the thread it stands in', async () => {
    const event = await eventOf('message-in-thread');
    expect(event?.data).toMatchObject({ threadId: '1763717400.000200', mentionsYou: false });
  });

  test('to the app alone is meant for it', async () => {
    const event = await eventOf('message-to-the-app');
    expect(event?.data).toMatchObject({ conversationId: 'D024BE91L', mentionsYou: true });
  });

  test('brings its files along, and is no less a message for one that cannot be had', async () => {
    const event = await eventOf('message-with-file');
    expect(event?.data).toMatchObject({
      attachments: [
        {
          name: 'lid.jpg',
          contentType: 'image/jpeg',
          sizeBytes: 48_213,
          url: 'https://files.slack.com/files-pri/T123ABC456-F0RDC39U1/download/lid.jpg',
        },
        {},
      ],
    });
    expect(event?.data).not.toHaveProperty('text');
  });

  test('of another bot is received from a bot, who is no customer', async () => {
    const event = await eventOf('message-of-another-bot');
    expect(event?.type).toBe('message.received');
    expect(event?.data).toMatchObject({ from: { id: 'BB12033', displayName: 'ci', isBot: true } });
    expect(event?.data).not.toHaveProperty('customer');
  });

  test('of the app itself was sent, not received', async () => {
    const event = await eventOf('message-of-the-app');
    expect(event?.type).toBe('message.sent');
    expect(event?.data).toEqual({
      messageId: '1763717450.000700',
      channel: 'slack',
      conversationId: 'C123ABC456',
      from: 'U0BOT00001',
      to: 'C123ABC456',
      text: 'It left this morning.',
    });
  });

  test('that was changed is edited', async () => {
    expect(await eventOf('message-changed')).toMatchObject({
      type: 'message.edited',
      id: 'Ev123ABC456',
      subject: 'C123ABC456:1763717400.000200',
      time: '2025-11-21T09:31:00.001Z',
      data: {
        customer: ada,
        messageId: '1763717400.000200',
        threadId: '1763717390.000100',
        text: 'Where is my order?',
        previousText: 'Where is my odrer?',
      },
    });
  });

  test('whose link was only unfurled is not edited', async () => {
    expect(await ignoredOf('message-unfurled')).toEqual(['message_changed (same words)']);
  });

  test.each(['message-deleted', 'message-tombstone'])('that was taken back is deleted: %s', async (name) => {
    expect(await eventOf(name)).toMatchObject({
      type: 'message.deleted',
      data: { customer: ada, messageId: '1763717400.000200', conversationId: 'C123ABC456' },
    });
  });

  test.each(['channel_join', 'channel_archive', 'channel_unarchive', 'group_archive', 'group_unarchive'])(
    'that is the note %s is ignored, also where an event of its own is called the same',
    async (subtype) => {
      const note = {
        type: 'message',
        subtype,
        channel: 'C024BE91L',
        user: 'U024BE7LH',
        ts: '1763717400.000200',
      };
      const { events, ignored } = await receive({ kind: 'event', event: note });
      expect([events, ignored]).toEqual([[], [subtype]]);
    },
  );

  test('that is a note as it was recorded is ignored too', async () => {
    expect(await ignoredOf('channel-join-note')).toEqual(['channel_join']);
  });
});

describe('what else happens in a conversation', () => {
  test.each([
    ['reaction-added', 'reaction.added'],
    ['reaction-removed', 'reaction.removed'],
  ])('%s', async (name, type) => {
    expect(await eventOf(name)).toMatchObject({
      type,
      id: 'Ev123ABC456',
      time: '2025-11-21T09:31:20.001Z',
      data: {
        customer: ada,
        messageId: '1763717400.000200',
        conversationId: 'C123ABC456',
        emoji: 'thumbsup',
        from: { id: 'U123ABC456' },
      },
    });
  });

  test('a reaction to a file is ignored', async () => {
    expect(await ignoredOf('reaction-to-a-file')).toEqual(['reaction_added of file']);
  });

  test('a member joins, and it is said who invited them', async () => {
    expect(await eventOf('member-joined-channel')).toMatchObject({
      type: 'member.joined',
      subject: 'C0698JE0H',
      data: {
        customer: { externalIds: { slack: 'W06GH7XHN' } },
        conversationId: 'C0698JE0H',
        member: { id: 'W06GH7XHN' },
        invitedBy: { id: 'U123456789' },
      },
    });
  });

  test('a member leaves', async () => {
    const event = await eventOf('member-left-channel');
    expect([event?.type, event?.subject]).toEqual(['member.left', 'C0698JE0H']);
  });

  test.each([
    ['channel-created', 'conversation.created', { subject: 'fun', startedBy: { id: 'U024BE7LH' } }],
    ['channel-archive', 'conversation.closed', { closedBy: { id: 'U024BE7LH' }, reason: 'archived' }],
    ['channel-deleted', 'conversation.closed', { reason: 'deleted' }],
    ['channel-unarchive', 'conversation.reopened', { reopenedBy: { id: 'U024BE7LH' } }],
  ])('%s', async (name, type, data) => {
    expect(await eventOf(name)).toMatchObject({
      type,
      data: { conversationId: 'C024BE91L', channel: 'slack', ...data },
    });
  });

  test('a direct one is created with a person', async () => {
    expect(await eventOf('im-created')).toMatchObject({
      type: 'conversation.created',
      data: { conversationId: 'D024BE91L', customer: { externalIds: { slack: 'U024BE7LH' } } },
    });
  });
});

describe('the app in the workspace', () => {
  test.each([
    ['app-uninstalled', 'app_uninstalled'],
    ['tokens-revoked', 'tokens_revoked'],
  ])('%s', async (name, reason) => {
    expect(await eventOf(name)).toMatchObject({
      type: 'channel.app_uninstalled',
      time: '2025-11-21T09:30:00.000Z',
      data: { channel: 'slack', workspaceId: 'T123ABC456', reason },
    });
  });

  test('tokens of people are no matter of the app', async () => {
    expect(await ignoredOf('tokens-of-people-revoked')).toEqual(['tokens_revoked (of people)']);
  });

  test('a warning of too many events is counted', async () => {
    expect(await ignoredOf('app-rate-limited')).toEqual(['app_rate_limited']);
  });
});

describe('an interaction', () => {
  test('with a button', async () => {
    expect(await eventOf('block-actions')).toMatchObject({
      type: 'interaction.received',
      id: '12466734323.1395872398.abc:approve_refund:0',
      source: '/connectors/slack/T123ABC456',
      time: '2025-11-21T09:32:20.002Z',
      data: {
        customer: ada,
        interactionId: '12466734323.1395872398.abc:approve_refund:0',
        kind: 'button',
        from: { id: 'U123ABC456', displayName: 'ada' },
        name: 'approve_refund',
        value: 're_1',
        fields: { reason: 'chipped' },
        conversationId: 'C123ABC456',
        messageId: '1763717400.000200',
        triggerId: '12466734323.1395872398.abc',
        responseUrl: 'https://hooks.slack.com/actions/T123ABC456/1234/abcd',
      },
    });
  });

  test('with two elements at once is two events, with ids of their own', async () => {
    const { events } = await receive(fixture('block-actions-multi-select'));
    expect(events).toMatchObject([
      { data: { kind: 'select', name: 'tags', fields: { tags: ['vip', 'eu'] } } },
      { data: { kind: 'select', name: 'since', value: '2026-11-01' } },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  test('with a dialog brings its fields; where a name is used twice, the block tells them apart', async () => {
    expect(await eventOf('view-submission')).toMatchObject({
      time: '2025-11-21T09:30:00.000Z',
      data: {
        kind: 'dialog',
        name: 'refund_form',
        value: 'order:1042',
        fields: { 'amount.value': '19.90', 'reason.value': 'chipped', channels: ['email', 'sms'] },
      },
    });
  });

  test('that puts a dialog away', async () => {
    const event = await eventOf('view-closed');
    expect(event?.id).toBe('view_closed:U123ABC456::V0PKB1ZFV:1763717550.b0hj');
    expect(event?.data).toMatchObject({ kind: 'dialog_closed', name: 'refund_form', value: 'order:1042' });
    expect(event?.data).not.toHaveProperty('fields');
  });

  test('with a shortcut', async () => {
    expect((await eventOf('shortcut'))?.data).toMatchObject({ kind: 'shortcut', name: 'new_ticket' });
  });

  test('with a shortcut on a message', async () => {
    expect((await eventOf('message-action'))?.data).toMatchObject({
      kind: 'shortcut',
      name: 'make_ticket',
      conversationId: 'C123ABC456',
      messageId: '1763717400.000200',
      responseUrl: 'https://hooks.slack.com/app/T123ABC456/1234/abcd',
    });
  });

  test('with a slash command', async () => {
    expect(await eventOf('slash-command')).toMatchObject({
      type: 'interaction.received',
      id: '13345224609.738474920.8088930838d88f008e0',
      time: '2025-11-21T09:30:00.000Z',
      data: {
        kind: 'command',
        name: '/refund',
        value: '1042 chipped',
        from: { id: 'U2147483697', displayName: 'ada' },
        conversationId: 'C2147483705',
        responseUrl: 'https://hooks.slack.com/commands/T123ABC456/1234/5678',
      },
    });
  });

  test('that asks for suggestions is ignored', async () => {
    expect(await ignoredOf('block-suggestion')).toEqual(['block_suggestion']);
  });
});

describe('a redelivery', () => {
  test.each(['message', 'reaction-added', 'block-actions', 'slash-command'])(
    'of %s is the same event',
    async (name) => {
      const first = await connector.receive?.(sandbox.webhook(fixture(name), { url }));
      const { headers, ...rest } = sandbox.webhook(fixture(name), { url, signedAtMs: noonMs + 60_000 });
      const again = await connector.receive?.({
        ...rest,
        headers: { ...headers, 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
      });
      const identity = (received: typeof first) => received?.events.map(({ source, id }) => [source, id]);
      expect(identity(again)).toEqual(identity(first));
      expect(identity(first)).toHaveLength(1);
    },
  );
});

describe('odd but authentic', () => {
  const failedOf = async (webhook: SlackWebhookInput) =>
    (await receive(webhook)).failed.map(({ error }) => error);

  test('a kind that nobody knows is ignored under its name', async () => {
    const { ignored } = await receive({ kind: 'event', event: { type: 'emoji_changed', subtype: 'add' } });
    expect(ignored).toEqual(['emoji_changed']);
  });

  test('a kind that is named like a part of every object is ignored', async () => {
    const { ignored } = await receive({
      kind: 'event',
      event: { type: 'constructor', subtype: '__proto__' },
    });
    expect(ignored).toEqual(['constructor']);
  });

  test.each<[string, SlackWebhookInput, string]>([
    [
      'a message without a channel',
      { kind: 'event', event: { type: 'message', user: 'U1', ts: '1.2' } },
      'body.event.channel',
    ],
    [
      'a channel that is a number',
      { kind: 'event', event: { type: 'message', ts: '1.2', channel: 1 } },
      'body.event.channel',
    ],
    ['an event that is none', { kind: 'json', body: { type: 'event_callback', event: [] } }, 'body.event'],
    ['an event without a type', { kind: 'event', event: { channel: 'C1' } }, 'body.event.name'],
    ['a body that is a list', { kind: 'json', body: [] }, 'body'],
    [
      'a press of no button',
      { kind: 'interaction', interaction: { type: 'block_actions', user: { id: 'U1' }, actions: [] } },
      'body.actions',
    ],
  ])('%s is kept as a dead letter that says where', async (_, webhook, path) => {
    const [error] = await failedOf(webhook);
    expect(error).toMatchObject({ code: 'webhook.payload_invalid' });
    expect(error?.issues.map((issue) => issue.path)[0]).toContain(path);
  });

  test('a command without a user is kept as a dead letter', async () => {
    const [error] = await failedOf({ kind: 'form', fields: { command: '/refund' } });
    expect(error?.code).toBe('webhook.payload_invalid');
  });

  test('an interaction that is no JSON is kept as a dead letter', async () => {
    const [error] = await failedOf({ kind: 'form', fields: { payload: '{' } });
    expect(error?.code).toBe('webhook.body_malformed');
  });

  test('a time beyond all calendars gives way to that of the signature', async () => {
    const { events } = await receive({
      kind: 'event',
      event: { type: 'message', user: 'U1', channel: 'C1', ts: '99999999999999.1' },
    });
    expect(events[0]?.time).toBe('2025-11-21T09:30:00.000Z');
  });

  test('a response URL and a file that are no URLs are left out', async () => {
    const { events } = await receive({
      kind: 'form',
      fields: { command: '/x', user_id: 'U1', trigger_id: 't', response_url: 'javascript:alert(1)' },
    });
    expect(events[0]?.data).not.toHaveProperty('responseUrl');
  });
});
