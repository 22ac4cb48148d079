import {
  matchesPattern,
  type TouchlineEvent,
  type TouchpointEvents,
  touchpointEvents,
} from '@touchline/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts } from '../fixtures/hub-parts.ts';
import { createChannelOf } from '../timeline/channel-of.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import { entryOf, placeEvent } from '../timeline/placed-event.ts';
import type { ConversationRules } from './conversation.ts';
import { createConversations } from './create-conversations.ts';
import { joinConversations } from './join-conversations.ts';
import { conversationTypes } from './said-in-event.ts';

const channelOf = createChannelOf();
const join = (events: readonly TouchlineEvent[], rules?: ConversationRules) =>
  joinConversations(
    events.map((event) => placeEvent(event, noon, channelOf)),
    rules,
  );
/** The conversations, each as the summaries of what was said. */
const summaries = (events: readonly TouchlineEvent[], rules?: ConversationRules) =>
  join(events, rules).map(({ items }) => items.map(({ summary }) => summary));

const customer = { id: 'ada' };
const at = (minutesAgo: number) => ({ time: new Date(noon - minutesAgo * 60_000).toISOString() });
const hours = 60;
const days = 24 * hours;

const mail = (minutesAgo: number, subject: string, more: Partial<TouchpointEvents['email.received']> = {}) =>
  eventOf(
    'email.received',
    {
      customer,
      messageId: `<${subject}@ada.example>`,
      from: { address: 'ada@example.com', name: 'Ada' },
      to: [],
      subject,
      ...more,
    },
    { ...at(minutesAgo), source: '/connectors/acme-mail' },
  );
const answer = (
  minutesAgo: number,
  subject: string,
  messageId: string,
  more: Partial<TouchpointEvents['email.sent']> = {},
) =>
  eventOf(
    'email.sent',
    { customer, messageId, recipient: 'ada@example.com', subject, ...more },
    { ...at(minutesAgo), source: '/connectors/acme-mail' },
  );
const chat = (minutesAgo: number, text: string, more: Partial<TouchpointEvents['message.received']> = {}) =>
  eventOf(
    'message.received',
    {
      customer,
      messageId: `m-${text}`,
      channel: 'chat',
      from: { id: 'ada', displayName: 'Ada' },
      text,
      ...more,
    },
    { ...at(minutesAgo), source: '/connectors/acme-chat' },
  );
const reply = (minutesAgo: number, text: string, more: Partial<TouchpointEvents['message.sent']> = {}) =>
  eventOf(
    'message.sent',
    { customer, messageId: `m-${text}`, channel: 'chat', text, ...more },
    { ...at(minutesAgo), source: '/connectors/acme-chat' },
  );
const line = { customer, from: '+14155550123', to: '+14155550100', direction: 'inbound' as const };
const call = <
  Type extends 'call.initiated' | 'call.answered' | 'call.completed' | 'call.no_answer' | 'call.bridged',
>(
  type: Type,
  minutesAgo: number,
  data: Partial<TouchpointEvents[Type]> & { callId: string },
) => eventOf(type, { ...line, ...data } as never, { ...at(minutesAgo), source: '/connectors/acme-voice' });
const life = <
  Type extends
    | 'conversation.created'
    | 'conversation.assigned'
    | 'conversation.closed'
    | 'conversation.reopened',
>(
  type: Type,
  minutesAgo: number,
  data: Partial<TouchpointEvents[Type]> = {},
) =>
  eventOf(type, { customer, conversationId: '7', channel: 'chat', ...data } as never, {
    ...at(minutesAgo),
    source: '/connectors/acme-chat',
  });

describe('a conversation', () => {
  test('joins an e-mail, a chat and a call that follow each other', () => {
    const [conversation, ...others] = join([
      mail(120, 'Where is my order?'),
      chat(90, 'Hello, anybody there?'),
      reply(88, 'We are looking.'),
      call('call.initiated', 60, { callId: 'c1' }),
      call('call.answered', 59, { callId: 'c1' }),
      call('call.completed', 55, { callId: 'c1', durationSeconds: 184 }),
      answer(30, 'Your order', 'out-1'),
    ]);
    expect(others).toEqual([]);
    expect(conversation).toMatchObject({
      startedAt: at(120).time,
      lastAt: at(30).time,
      status: 'open',
      channels: ['email', 'chat', 'voice'],
    });
    expect(
      conversation?.items.map(({ kind, direction, summary, status, from }) => [
        kind,
        direction,
        summary,
        status,
        from,
      ]),
    ).toEqual([
      ['email', 'inbound', 'Where is my order?', undefined, 'Ada'],
      ['message', 'inbound', 'Hello, anybody there?', undefined, 'Ada'],
      ['message', 'outbound', 'We are looking.', 'sent', undefined],
      ['call', 'inbound', 'Call completed, 3 min 4 s', 'completed', undefined],
      ['email', 'outbound', 'Your order', 'sent', undefined],
    ]);
    expect(conversation?.items[3]?.entries).toHaveLength(3);
  });

  test('ends where it was quiet for longer than the window, which may be none', () => {
    const events = [mail(10 * hours, 'One'), chat(7 * hours, 'Two'), chat(2 * hours, 'Three')];
    expect(summaries(events)).toEqual([['Three'], ['One', 'Two']]);
    expect(summaries(events, { quietWindow: { hours: 6 } })).toEqual([['One', 'Two', 'Three']]);
    expect(summaries(events, { quietWindow: null })).toEqual([['Three'], ['Two'], ['One']]);
  });

  test('goes on with a reply, however late it comes', () => {
    expect(
      summaries([
        mail(30 * days, 'Broken lid'),
        answer(29 * days, 'Re: Broken lid', '14c5d75ce93.dfd.64b469'),
        mail(2 * days, 'Re: Re: Broken lid', {
          inReplyTo: '<14c5d75ce93.dfd.64b469@acme.example>',
          references: ['<Broken lid@ada.example>', '<14c5d75ce93.dfd.64b469@acme.example>'],
        }),
        chat(20 * days, 'What is new?', { messageId: 'q1' }),
        reply(10 * days, 'This is.', { replyToMessageId: 'q1' }),
      ]),
    ).toEqual([
      ['Broken lid', 'Re: Broken lid', 'Re: Re: Broken lid'],
      ['What is new?', 'This is.'],
    ]);
  });

  test('is not joined with another one that the vendor keeps apart on the same channel', () => {
    const room = (conversationId: string, threadId?: string) => ({
      conversationId,
      ...(threadId && { threadId }),
    });
    expect(
      summaries([
        chat(60, 'A', room('sales')),
        chat(50, 'B', room('support')),
        chat(40, 'C', room('sales')),
        chat(30, 'D', room('support', 't1')),
      ]),
    ).toEqual([['D'], ['A', 'C'], ['B']]);
  });

  test('of a chat that goes on for years is what is said without a long gap', () => {
    const forever = { conversationId: '14155550123', channel: 'sms' };
    const events = [
      chat(20 * days, 'Old', forever),
      chat(2 * days, 'New', forever),
      chat(60, 'Newer', forever),
    ];
    expect(summaries(events)).toEqual([['New', 'Newer'], ['Old']]);
    expect(summaries(events, { chatGap: { days: 30 } })).toEqual([['Old', 'New', 'Newer']]);
  });

  test('is one of a vendor with its beginning, agents and end, and what comes after the end is another one', () => {
    const [after, conversation] = join([
      life('conversation.created', 120, { subject: 'Where is my order?' }),
      chat(119, 'Hello', { conversationId: '7' }),
      life('conversation.assigned', 110, { assignee: { id: 'bot-1', isBot: true } }),
      life('conversation.assigned', 100, { assignee: { id: '48210', displayName: 'Grace' }, teamId: 'tea' }),
      life('conversation.closed', 60, { reason: 'resolved' }),
      mail(30, 'And now this'),
    ]);
    expect(conversation).toMatchObject({
      status: 'closed',
      closedFor: 'resolved',
      subject: 'Where is my order?',
      assignee: { displayName: 'Grace' },
      teamId: 'tea',
      items: [{ summary: 'Hello' }],
    });
    expect(after).toMatchObject({ status: 'open', items: [{ summary: 'And now this' }] });
  });

  test('that was closed is open again when it was reopened, and somebody given to nobody has nobody', () => {
    const [conversation] = join([
      life('conversation.created', 120),
      life('conversation.assigned', 110, { assignee: { id: '48210' } }),
      life('conversation.closed', 100),
      life('conversation.reopened', 90),
      life('conversation.assigned', 80),
    ]);
    expect(conversation).toMatchObject({ status: 'open' });
    expect(conversation).not.toHaveProperty('assignee');
    expect(conversation).not.toHaveProperty('closedFor');
  });

  test('has one call of several legs, and a call that nobody took', () => {
    expect(
      summaries([
        call('call.initiated', 60, { callId: 'c1' }),
        call('call.initiated', 59, { callId: 'c2', parentCallId: 'c1' }),
        call('call.completed', 50, { callId: 'c1', durationSeconds: 42 }),
        call('call.initiated', 5, { callId: 'c3' }),
        call('call.no_answer', 4, { callId: 'c3' }),
      ]),
    ).toEqual([['Call completed, 42 s', 'Call missed']]);
  });

  test('is not begun by newsletters and receipts, but by who answers one', () => {
    expect(summaries([answer(60, 'Autumn offers', 'autumn-offers-1', { campaignId: 'autumn' })])).toEqual([]);
    expect(
      summaries([
        answer(3 * days, 'Autumn offers', 'autumn-offers-1', { campaignId: 'autumn' }),
        mail(60, 'Re: Autumn offers', { inReplyTo: '<autumn-offers-1@acme.example>' }),
      ]),
    ).toEqual([['Autumn offers', 'Re: Autumn offers']]);
  });
});

describe('a message in a conversation', () => {
  const receipt = (type: 'message.delivered' | 'message.read', minutesAgo: number, data: object) =>
    eventOf(type, { customer, channel: 'chat', ...data } as never, {
      ...at(minutesAgo),
      source: '/connectors/acme-chat',
    });

  test('came as far as the highest receipt says, in whatever order they came, by its name or up to a time', () => {
    const room = { conversationId: 'r' };
    const [conversation] = join([
      reply(60, 'One', room),
      receipt('message.read', 50, { messageId: 'm-One', ...room }),
      receipt('message.delivered', 40, { messageId: 'm-One', ...room }),
      reply(30, 'Two', room),
      reply(10, 'Three', room),
      receipt('message.delivered', 5, { upTo: at(20).time, ...room }),
    ]);
    expect(conversation?.items.map(({ summary, status }) => [summary, status])).toEqual([
      ['One', 'read'],
      ['Two', 'delivered'],
      ['Three', 'sent'],
    ]);
  });

  test('is as it was edited last, and says so; one that was taken back shows nothing', () => {
    const edit = (type: 'message.edited' | 'message.deleted', messageId: string, data: object = {}) =>
      eventOf(type, { customer, channel: 'chat', messageId, ...data } as never, {
        ...at(1),
        source: '/connectors/acme-chat',
      });
    const [conversation] = join([
      chat(60, 'odrer'),
      edit('message.edited', 'm-odrer', { text: 'order' }),
      chat(50, 'secret'),
      edit('message.deleted', 'm-secret'),
    ]);
    expect(conversation?.items).toMatchObject([
      { summary: 'order', isEdited: true },
      { summary: 'Message deleted', isDeleted: true },
    ]);
  });

  test('is shown on one line, cut short, or by its attachments', () => {
    const [conversation] = join([
      chat(60, `a\n\n${'b'.repeat(400)}`),
      chat(50, 'x', { text: undefined as never, messageId: 'a1', attachments: [{ name: 'lid.jpg' }, {}] }),
    ]);
    expect(conversation?.items[0]?.summary).toHaveLength(280);
    expect(conversation?.items[0]?.summary).toMatch(/^a b+…$/);
    expect(conversation?.items[1]?.summary).toBe('[lid.jpg] [attachment]');
  });
});

/** Examples of everything that conversations are made of. */
const examples = touchpointEvents.filter(({ type }) =>
  conversationTypes.some((pattern) => matchesPattern(pattern, type)),
);

test('every example of an event of a conversation is understood', () => {
  for (const { type, example } of examples) {
    const conversations = join([eventOf(type as never, example as never)]);
    const isShown = !/^(email\.(?!received)|session\.)/.test(type);
    expect(conversations, type).toHaveLength(isShown ? 1 : 0);
  }
});

test('the same events are the same conversations, whatever their order, and each stands in one of them at most', () => {
  const happening = fc.tuple(
    fc.nat({ max: examples.length - 1 }),
    fc.nat({ max: 10 * days }),
    fc.nat({ max: 3 }),
  );
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const events = happenings.map(([which, minutesAgo, id], index) => {
        const { type, example } = examples[which] as (typeof examples)[number];
        // A few ids, so that some belong together.
        const renamed = Object.fromEntries(
          Object.entries(example as Record<string, unknown>).map(([key, value]) => [
            key,
            /^(messageId|conversationId|callId|sessionId)$/.test(key) ? `${value}-${id}` : value,
          ]),
        );
        return eventOf(type as never, renamed as never, { ...at(minutesAgo), id: `e${index}` });
      });
      const conversations = join(events);
      expect(join(events.toReversed())).toEqual(conversations);
      // Only a receipt for everything so far may tell of several messages.
      const single = new Set(
        events.filter(({ data }) => (data as { upTo?: string }).upTo === undefined).map(entryOf),
      );
      const entries = conversations.flatMap(({ items }) => items.flatMap((item) => item.entries));
      const singles = entries.filter((entry) => single.has(entry));
      expect(new Set(singles).size).toBe(singles.length);
      for (const { items, startedAt, lastAt } of conversations) {
        expect(startedAt <= lastAt).toBe(true);
        expect(items.map((item) => item.at)).toEqual(items.map((item) => item.at).toSorted());
      }
    }),
    { seed: 20_261_125, numRuns: 100 },
  );
});

test('conversations of a person are paged over all its anchors, each once', async () => {
  const parts = setUpParts();
  const timeline = createTimeline(parts);
  const of = (id: string) => ({ customer: { id } });
  await parts.record(
    [timeline.part],
    Array.from({ length: 11 }, (_, index) =>
      chat(index * 10 * hours, `chat ${index}`, of(index % 2 ? 'ada' : 'visitor')),
    ),
  );
  const conversations = createConversations(timeline);
  const anchors = [anchorOf('ada'), anchorOf('visitor')];
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await conversations.read(anchors, { limit: 4, ...(cursor !== undefined && { cursor }) });
    expect(page).not.toHaveProperty('isCutOff');
    seen.push(...page.conversations.flatMap(({ items }) => items.map(({ summary }) => summary)));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toEqual(Array.from({ length: 11 }, (_, index) => `chat ${index}`));
});

test.each([
  ['a page of none', { limit: 0 }],
  ['a page of too many', { limit: 101 }],
  ['a cursor of something else', { cursor: 'x' }],
])('%s is refused', async (_, query) => {
  const conversations = createConversations(createTimeline(setUpParts()));
  await expect(conversations.read([anchorOf('ada')], query)).rejects.toThrow(
    expect.objectContaining({ code: 'request.invalid' }),
  );
});

test('a window of nothing is refused', () => {
  expect(() => createConversations(createTimeline(setUpParts()), { quietWindow: {} })).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  );
});
