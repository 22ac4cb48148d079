import { touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { botId, receiver, url } from './fixtures/connection.ts';
import type { TelegramWebhookInput } from './sandbox.ts';

const { connector, sandbox } = receiver();
const receive = async (webhook: TelegramWebhookInput) => {
  const received = await connector.receive?.(sandbox.webhook(webhook, { url }));
  if (!received) throw new Error('telegram receives webhooks');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};
/** Updates as documented at https://core.telegram.org/bots/api#update */
const update = (part: object, id = 1_000) => receive({ kind: 'json', body: { update_id: id, ...part } });

const ada = { id: 927_485_618, is_bot: false, first_name: 'Ada', last_name: 'Lovelace', username: 'ada' };
const grace = { id: 927_485_619, is_bot: false, first_name: 'Grace' };
const bot = { id: Number(botId), is_bot: true, first_name: 'Sandbox' };
const group = { id: -1_001_234_567_890, type: 'supergroup', title: 'Support' };
const privately = { id: ada.id, type: 'private', first_name: 'Ada' };
const date = 1_763_717_400;
const message = (part: object) => ({ message_id: 486, from: ada, chat: privately, date, ...part });

describe('a message', () => {
  test('is one of the person’s, numbered by its update', async () => {
    const { events } = await update({ message: message({ text: '/start 1042' }) });
    expect(events).toMatchObject([
      {
        id: '1000',
        source: `/connectors/telegram/${botId}`,
        type: 'message.received',
        time: '2025-11-21T09:30:00.000Z',
        subject: '927485618:486',
        sequence: '1000',
        data: {
          customer: { externalIds: { telegram: '927485618' }, name: 'Ada Lovelace' },
          messageId: '486',
          channel: 'telegram',
          conversationId: '927485618',
          from: { id: '927485618', displayName: 'Ada Lovelace', isBot: false },
          to: botId,
          text: '/start 1042',
          mentionsYou: true,
        },
      },
    ]);
  });

  const file = { file_id: 'F1', file_unique_id: 'u' };
  test.each<[string, object, object]>([
    [
      'a photo, the largest of its sizes',
      {
        photo: [
          { ...file, file_id: 'small' },
          { ...file, file_size: 9 },
        ],
        caption: 'The lid',
      },
      { text: 'The lid', attachments: [{ sizeBytes: 9 }], metadata: { file_id: 'F1' } },
    ],
    [
      'a document',
      { document: { ...file, file_name: 'a.pdf', mime_type: 'application/pdf' } },
      { attachments: [{ name: 'a.pdf', contentType: 'application/pdf' }] },
    ],
    [
      'a voice message',
      { voice: { ...file, mime_type: 'audio/ogg' } },
      { attachments: [{ contentType: 'audio/ogg' }] },
    ],
    [
      'a place',
      { venue: { location: { latitude: 1, longitude: 2 }, title: 'Office', address: 'Main St' } },
      { location: { latitude: 1, longitude: 2 }, text: 'Office, Main St' },
    ],
    ['a contact', { contact: { phone_number: '+1650', first_name: 'Grace' } }, { text: 'Grace, +1650' }],
    ['a poll', { poll: { question: 'Tea?' } }, { text: 'Tea?' }],
    ['a die', { dice: { emoji: '🎲', value: 6 } }, { text: '🎲 6' }],
  ])('%s', async (_, part, data) => {
    const { events } = await update({ message: message(part) });
    expect(events[0]).toMatchObject({ type: 'message.received', data });
  });

  test('of a group is in its topic, and is for the bot where it answers one of its own', async () => {
    const part = {
      chat: group,
      message_thread_id: 7,
      is_topic_message: true,
      text: 'Yes',
      reply_to_message: { message_id: 1, from: bot },
    };
    const { events } = await update({ message: message(part) });
    expect(events[0]?.data).toMatchObject({
      conversationId: '-1001234567890',
      threadId: '7',
      replyToMessageId: '1',
      mentionsYou: true,
    });
    const other = await update({ message: message({ chat: group, text: 'Yes' }) });
    expect(other.events[0]?.data).toMatchObject({ mentionsYou: false });
  });

  test('of a channel has the channel for its author', async () => {
    const channel = { id: -100, type: 'channel', title: 'News' };
    const { events } = await update({
      channel_post: { message_id: 1, sender_chat: channel, chat: channel, date, text: 'x' },
    });
    expect(events[0]?.data).toMatchObject({ from: { id: '-100', displayName: 'News' } });
    expect(events[0]?.data).not.toHaveProperty('customer');
  });

  test('of the bot’s own, written for a business, is sent and not received', async () => {
    const { events } = await update({
      business_message: message({ from: bot, text: 'Hi', business_connection_id: 'b' }),
    });
    expect(events[0]?.type).toBe('message.sent');
  });

  test('that was rewritten, or taken back', async () => {
    const edited = await update({ edited_message: message({ text: 'New', edit_date: date + 45 }) });
    expect(edited.events[0]).toMatchObject({
      type: 'message.edited',
      time: '2025-11-21T09:30:45.000Z',
      data: { messageId: '486', text: 'New' },
    });
    const deleted = await update({
      deleted_business_messages: { business_connection_id: 'b', chat: privately, message_ids: [1, 2] },
    });
    expect(deleted.events.map(({ id, type }) => [id, type])).toEqual([
      ['1000:1', 'message.deleted'],
      ['1000:2', 'message.deleted'],
    ]);
  });

  test('that is a note of the chat is ignored by its name', async () => {
    const { ignored } = await update({
      message: message({ chat: group, pinned_message: { message_id: 1 } }),
    });
    expect(ignored).toEqual(['message (pinned_message)']);
  });
});

describe('an interaction', () => {
  test('with a button gives back its id and its value, and what it is answered by', async () => {
    const { events } = await receive({ kind: 'button', from: ada.id, messageId: 490, data: '~refund~re_1' });
    expect(events[0]?.data).toMatchObject({
      kind: 'button',
      name: 'refund',
      value: 're_1',
      conversationId: '927485618',
      messageId: '490',
      triggerId: expect.stringMatching(/^\d+$/),
    });
  });

  test.each<[string, object, object]>([
    [
      'a query',
      { inline_query: { id: 'q1', from: ada, query: 'shoes', offset: '' } },
      { kind: 'inline_query', value: 'shoes', interactionId: 'q1' },
    ],
    [
      'a chosen result',
      { chosen_inline_result: { result_id: 'r1', from: ada, query: 'shoes' } },
      { kind: 'inline_result', name: 'r1' },
    ],
    [
      'a vote',
      { poll_answer: { poll_id: 'p1', user: ada, option_ids: [1] } },
      { kind: 'poll', name: 'p1', fields: { option_ids: [1] } },
    ],
    [
      'a web app',
      { message: message({ web_app_data: { data: '{"a":1}', button_text: 'Order' } }) },
      { kind: 'dialog', name: 'Order', value: '{"a":1}' },
    ],
  ])('%s', async (_, part, data) => {
    const { events } = await update(part);
    expect(events[0]).toMatchObject({ type: 'interaction.received', data });
  });
});

describe('reactions', () => {
  test('are those that are new, and those that are gone', async () => {
    const { events } = await receive({
      kind: 'reaction',
      from: ada.id,
      messageId: 1,
      before: ['👍', '🔥'],
      emoji: ['🔥', '❤'],
    });
    expect(events.map(({ type, data }) => [type, (data as { emoji: string }).emoji])).toEqual([
      ['reaction.removed', '👍'],
      ['reaction.added', '❤'],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });
});

describe('who is there', () => {
  const member = (user: object, before: string, after: string, chat: object = group, more = {}) => ({
    chat,
    from: ada,
    date,
    old_chat_member: { user, status: before },
    new_chat_member: { user, status: after, ...more },
  });

  test('whoever blocks the bot opts out, and in again by unblocking it', async () => {
    expect((await receive({ kind: 'block', from: ada.id })).events[0]).toMatchObject({
      type: 'contact.opted_out',
      data: { customer: { externalIds: { telegram: '927485618' } }, channel: 'telegram', method: 'block' },
    });
    expect((await receive({ kind: 'unblock', from: ada.id })).events[0]?.type).toBe('contact.opted_in');
  });

  test('the bot is added to a group, and removed', async () => {
    const added = await update({ my_chat_member: member(bot, 'left', 'member') });
    expect(added.events[0]).toMatchObject({
      type: 'channel.app_installed',
      data: { workspaceId: '-1001234567890', workspaceName: 'Support' },
    });
    const removed = await update({ my_chat_member: member(bot, 'administrator', 'kicked') });
    expect(removed.events[0]?.type).toBe('channel.app_uninstalled');
    const promoted = await update({ my_chat_member: member(bot, 'member', 'administrator') });
    expect(promoted.ignored).toEqual(['my_chat_member (administrator)']);
  });

  test('somebody who joins is told of twice, and is one event', async () => {
    const byUpdate = await update({
      chat_member: member(grace, 'left', 'restricted', group, { is_member: true }),
    });
    const byNote = await update({ message: message({ chat: group, new_chat_members: [grace] }) }, 1_001);
    expect(byUpdate.events[0]).toMatchObject({
      type: 'member.joined',
      data: { member: { id: '927485619' }, invitedBy: { id: '927485618' } },
    });
    expect(byNote.events[0]?.id).toBe(byUpdate.events[0]?.id);
    const left = await update({ message: message({ chat: group, from: grace, left_chat_member: grace }) });
    expect(left.events[0]).toMatchObject({ type: 'member.left' });
    expect(left.events[0]?.data).not.toHaveProperty('removedBy');
  });
});

describe('an update', () => {
  test.each(['poll', 'chat_boost', 'managed_bot', 'message_reaction_count'])(
    '%s is ignored by its name',
    async (kind) => {
      expect((await update({ [kind]: { anything: true } })).ignored).toEqual([kind]);
    },
  );

  test('that cannot be understood is kept as one that failed', async () => {
    for (const body of [
      { message: message({ text: 'x' }) },
      { update_id: 1, message: { text: 'x' } },
      [],
      'x',
      null,
    ]) {
      const { failed } = await receive({ kind: 'json', body });
      expect(failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
    }
  });

  test('that is delivered again is the same event', async () => {
    const first = await update({ message: message({ text: 'x' }) });
    expect((await update({ message: message({ text: 'x' }) })).events).toEqual(first.events);
  });
});
