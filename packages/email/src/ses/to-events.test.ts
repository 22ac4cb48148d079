import { type Received, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { connectSandbox, noonMs, target } from './fixtures/connected-sandbox.ts';
import type { SesNotificationInput } from './sandbox.ts';

const messageId = '0102019300000000-00000001-000000';
const { sandbox, receive } = connectSandbox();

const checked = (received: Received): Received => {
  expect(received.failed).toEqual([]);
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return received;
};
const told = async (event: Omit<SesNotificationInput, 'messageId'> & { readonly messageId?: string }) =>
  checked(await receive(sandbox.webhook({ messageId, ...event }, target)));

const both = ['ada@example.com', 'bob@example.com'];

describe('an e-mail that was sent', () => {
  test('comes back in its events, with its tags, its metadata and its delivery', async () => {
    const { connector, sandbox: own, receive: take } = connectSandbox();
    const sent = await connector.actions.sendEmail(
      {
        from: { address: 'hello@acme.example.com' },
        to: [{ address: 'ada@example.com' }],
        subject: 'Your order',
        text: 'On its way.',
        tags: ['shipping', 'Überraschung'],
        metadata: { orderId: '1042', 'a b': 'c\nd', 'touchline-x': 'y' },
      },
      { idempotencyKey: 'route-1:evt-9' },
    );
    for (const kind of ['Send', 'Delivery', 'Bounce', 'Open', 'Click'] as const) {
      const { events } = checked(await take(own.webhook({ kind, messageId: sent.messageId }, target)));
      expect(events).toMatchObject([
        {
          source: '/connectors/ses/123456789012',
          subject: sent.messageId,
          time: '2026-11-21T09:30:00.000Z',
          correlationid: 'route-1:evt-9',
          data: {
            customer: { email: 'ada@example.com' },
            messageId: sent.messageId,
            recipient: 'ada@example.com',
            sender: 'hello@acme.example.com',
            subject: 'Your order',
            tags: ['shipping', 'Überraschung'],
            metadata: { orderId: '1042', 'a b': 'c\nd', 'touchline-x': 'y' },
          },
        },
      ]);
    }
  });
});

describe('an event of several recipients', () => {
  test.each([
    ['Send', 'email.queued'],
    ['Delivery', 'email.delivered'],
    ['DeliveryDelay', 'email.deferred'],
    ['Bounce', 'email.bounced'],
    ['Complaint', 'email.complained'],
    ['Reject', 'email.failed'],
    ['Rendering Failure', 'email.failed'],
  ] as const)('%s is one event of each', async (kind, type) => {
    const { events } = await told({ kind, recipients: both });
    expect(events.map((event) => [event.type, (event.data as { recipient: string }).recipient])).toEqual(
      both.map((recipient) => [type, recipient]),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  test.each(['Open', 'Click'] as const)(
    '%s is of nobody in particular, and ignored by name',
    async (kind) => {
      expect(await told({ kind, recipients: both })).toMatchObject({
        events: [],
        ignored: [`${kind} of several recipients`],
      });
    },
  );
});

describe('the id of an event', () => {
  const idsOf = async (event: Parameters<typeof told>[0]) => (await told(event)).events.map(({ id }) => id);

  test('is the same whichever message of SNS brings it, in either format', async () => {
    const first = await idsOf({ kind: 'Bounce' });
    expect(await idsOf({ kind: 'Bounce' })).toEqual(first);
    expect(await idsOf({ kind: 'Bounce', format: 'notification' })).toEqual(first);
  });

  test('is another for another e-mail, kind, recipient or time', async () => {
    const ids = [
      ...(await idsOf({ kind: 'Delivery', recipients: both })),
      ...(await idsOf({ kind: 'Delivery', messageId: '0102-2' })),
      ...(await idsOf({ kind: 'Bounce' })),
      ...(await idsOf({ kind: 'Delivery', fields: { timestamp: '2026-11-21T09:30:01Z' } })),
    ];
    expect(new Set(ids).size).toBe(5);
  });

  test('of two links that were clicked at once is not the same', async () => {
    const ids = [
      ...(await idsOf({ kind: 'Click' })),
      ...(await idsOf({ kind: 'Click', fields: { link: 'https://shop.example.com/' } })),
    ];
    expect(new Set(ids).size).toBe(2);
  });

  test('does not hold when it arrived, where SES says no time', async () => {
    const { clock, sandbox: own, receive: take } = connectSandbox();
    const request = own.webhook({ kind: 'Reject', messageId, mail: { timestamp: undefined } }, target);
    const first = checked(await take(request));
    await clock.advance(60_000);
    const second = checked(await take(request));
    expect(second.events[0]?.id).toBe(first.events[0]?.id);
    expect(first.events[0]?.time).toBe('2026-11-21T09:30:00.000Z');
  });
});

describe('a bounce', () => {
  test.each([
    ['Permanent', 'General', 'hard'],
    ['Permanent', 'NoEmail', 'hard'],
    ['Transient', 'MailboxFull', 'soft'],
    ['Undetermined', 'Undetermined', 'soft'],
  ])('%s/%s is %s', async (bounceType, bounceSubType, kind) => {
    const { events } = await told({ kind: 'Bounce', fields: { bounceType, bounceSubType } });
    expect(events).toMatchObject([
      {
        type: 'email.bounced',
        data: {
          bounce: {
            kind,
            code: 550,
            enhancedCode: '5.1.1',
            reason: '550 5.1.1 user unknown',
            category: `${bounceType}/${bounceSubType}`,
          },
        },
      },
    ]);
  });

  test.each(['OnAccountSuppressionList', 'Suppressed'])(
    '%s never left, so it is a drop',
    async (bounceSubType) => {
      expect((await told({ kind: 'Bounce', fields: { bounceSubType } })).events).toMatchObject([
        { type: 'email.dropped' },
      ]);
    },
  );

  test('without a word of the other server is told all the same', async () => {
    const bouncedRecipients = [{ emailAddress: 'ada@localhost' }];
    const { events } = await told({ kind: 'Bounce', fields: { bouncedRecipients } });
    expect(events).toMatchObject([{ data: { recipient: 'ada@localhost', bounce: { kind: 'hard' } } }]);
  });
});

test('a complaint says what it is and who reports it', async () => {
  expect((await told({ kind: 'Complaint' })).events).toMatchObject([
    { data: { feedbackType: 'abuse', reportedBy: 'Amazon SES Mailbox Simulator' } },
  ]);
  expect(
    (await told({ kind: 'Complaint', fields: { complaintSubType: 'OnAccountSuppressionList' } })).events,
  ).toMatchObject([{ type: 'email.dropped' }]);
});

test('a delivery says what the other server answered', async () => {
  expect((await told({ kind: 'Delivery' })).events).toMatchObject([
    { data: { code: 250, reason: '250 2.6.0 Message received', server: '203.0.113.7' } },
  ]);
});

test('a delay says why', async () => {
  expect((await told({ kind: 'DeliveryDelay' })).events).toMatchObject([
    { data: { code: 421, enhancedCode: '4.4.1', reason: '421 4.4.1 Unable to connect to remote host' } },
  ]);
});

test('what SES could not send says why', async () => {
  expect((await told({ kind: 'Reject' })).events).toMatchObject([
    { data: { failure: { message: 'Bad content' } } },
  ]);
  expect((await told({ kind: 'Rendering Failure' })).events).toMatchObject([
    { data: { campaignId: 'order', failure: { message: expect.stringContaining('orderId') } } },
  ]);
});

test('a reader is told by address and browser, and a click by its link', async () => {
  const reader = { ipAddress: '203.0.113.42', userAgent: 'Mozilla/5.0 (iPhone)' };
  expect((await told({ kind: 'Open' })).events).toMatchObject([{ type: 'email.opened', data: reader }]);
  expect((await told({ kind: 'Click' })).events).toMatchObject([
    { type: 'email.clicked', data: { ...reader, url: 'https://shop.example.com/orders/1042' } },
  ]);
});

describe('a choice of the recipient', () => {
  const choose = async (now: object, before: object | undefined, source = 'UnsubscribeHeader') =>
    (
      await told({
        kind: 'Subscription',
        fields: { newTopicPreferences: now, oldTopicPreferences: before, source },
      })
    ).events.map(({ type, data }) => {
      const { groupId, method, purpose } = data as Record<string, unknown>;
      return [type, ...((groupId ?? purpose) ? [groupId ?? purpose] : []), ...(method ? [method] : [])];
    });
  const topics = (status: Record<string, string>, unsubscribeAll = false) => ({
    unsubscribeAll,
    topicSubscriptionStatus: Object.entries(status).map(([topicName, subscriptionStatus]) => ({
      topicName,
      subscriptionStatus,
    })),
  });

  test('against all e-mail is told of the e-mail, and as a choice', async () => {
    expect(await choose(topics({ News: 'OptOut' }, true), topics({ News: 'OptIn' }))).toEqual([
      ['email.unsubscribed', 'one_click'],
      ['contact.opted_out'],
    ]);
  });

  test('against one topic is told of that one', async () => {
    expect(
      await choose(
        topics({ News: 'OptOut', Tips: 'OptIn' }),
        topics({ News: 'OptIn', Tips: 'OptIn' }),
        'ManageSubscriptionsPage',
      ),
    ).toEqual([
      ['email.unsubscribed', 'News', 'link'],
      ['contact.opted_out', 'News'],
    ]);
  });

  test('to come back is told', async () => {
    expect(await choose(topics({ News: 'OptIn' }), topics({ News: 'OptOut' }, true))).toEqual([
      ['contact.opted_in'],
      ['contact.opted_in', 'News'],
    ]);
  });

  test('that changes nothing, or is not known from before, is no event of its own', async () => {
    expect(await choose(topics({}, true), topics({}, true))).toEqual([]);
    expect(await choose(topics({ News: 'OptIn', Tips: 'OptOut' }), undefined)).toEqual([
      ['email.unsubscribed', 'Tips', 'one_click'],
      ['contact.opted_out', 'Tips'],
    ]);
  });
});

describe('what else a topic says', () => {
  test.each([
    ['Successfully validated SNS topic for Amazon SES event publishing.', 'text'],
    ['', 'text'],
    ['[1]', 'text'],
    ['"text"', 'text'],
    [{ eventType: 'TeapotBoiled' }, 'TeapotBoiled'],
    [{ eventType: 7 }, 'unnamed'],
    [{ notificationType: 'AmazonSnsSubscriptionSucceeded' }, 'AmazonSnsSubscriptionSucceeded'],
  ])('%j is ignored by name', async (message, name) => {
    const ignored = await receive(sandbox.message(message, target));
    expect(ignored).toMatchObject({ events: [], failed: [] });
    expect(ignored.ignored).toEqual([name]);
  });

  test.each<[string, unknown]>([
    ['JSON that is cut off', '{"eventType":"Bounce"'],
    ['an event without its e-mail', { eventType: 'Bounce', bounce: {} }],
    ['an event without its object', { eventType: 'Bounce', mail: { messageId } }],
    [
      'a bounce of nobody',
      {
        eventType: 'Bounce',
        mail: { messageId },
        bounce: { timestamp: '2026-11-21T09:30:00Z', bouncedRecipients: [] },
      },
    ],
    [
      'a time that is none',
      { eventType: 'Open', mail: { messageId, destination: ['a@b.example'] }, open: { timestamp: 'soon' } },
    ],
    ['an e-mail that is a text', { eventType: 'Delivery', mail: 'x', delivery: {} }],
  ])('%s is kept as failed', async (_, message) => {
    const received = await receive(sandbox.message(message, target));
    expect(received.events).toEqual([]);
    expect(received.failed).toMatchObject([
      { error: { code: expect.stringMatching(/^webhook\.(payload_invalid|body_malformed)$/) } },
    ]);
  });

  test('odd fields that are not needed cost nothing', async () => {
    const { events } = await told({
      kind: 'Bounce',
      mail: { tags: 'x', headers: 7, source: 9, destination: null, commonHeaders: [], sendingAccountId: {} },
      fields: { feedbackId: 7, bounceSubType: [] },
    });
    expect(events).toMatchObject([{ type: 'email.bounced', data: { recipient: 'ada@example.com' } }]);
  });
});

describe('an e-mail that SES received', () => {
  const letter = [
    'Received: from mail.example.com by inbound-smtp.eu-west-1.amazonaws.com; Sat, 21 Nov 2026 09:29:00 +0000',
    'From: Ada Lovelace <ada@example.com>',
    'To: support@acme.example.com',
    'Subject: =?utf-8?q?Caf=C3=A9?=',
    'Message-ID: <CAF5x1842@mail.example.com>',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Déjà vu.',
  ].join('\r\n');

  test.each(['BASE64', 'UTF8'] as const)('is told whole, sent along as %s', async (encoding) => {
    const { events } = checked(await receive(sandbox.receivedMail(letter, { ...target, encoding })));
    expect(events).toMatchObject([
      {
        type: 'email.received',
        time: '2026-11-21T09:29:00.000Z',
        subject: '<CAF5x1842@mail.example.com>',
        data: {
          customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
          subject: 'Café',
          text: 'Déjà vu.',
          envelope: { from: 'ada@example.com', to: ['support@acme.example.com'] },
          authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
          isSpam: false,
          isAutomatic: false,
        },
      },
    ]);
  });

  test.each([
    [{ spamVerdict: { status: 'FAIL' } }, true],
    [{ virusVerdict: { status: 'FAIL' } }, true],
    [{ spamVerdict: { status: 'DISABLED' }, virusVerdict: { status: 'DISABLED' } }, undefined],
  ])('with the verdicts %j is spam: %s', async (receipt, isSpam) => {
    const { events } = checked(await receive(sandbox.receivedMail(letter, { ...target, receipt })));
    expect(events.map(({ data }) => (data as { isSpam?: boolean }).isSpam)).toEqual([isSpam]);
  });

  test('without a verdict of the sender says nothing of it', async () => {
    const receipt = {
      spfVerdict: undefined,
      dkimVerdict: { status: 'GRAY' },
      dmarcVerdict: { status: '__proto__' },
    };
    const { events } = checked(await receive(sandbox.receivedMail(letter, { ...target, receipt })));
    expect(events).toMatchObject([{ data: { authentication: { dkim: 'none' } } }]);
  });

  test('and stored in S3 is told by its header', async () => {
    const { events } = checked(
      await receive(
        sandbox.message(
          {
            notificationType: 'Received',
            mail: {
              messageId: 'mail-s3',
              source: 'ada@example.com',
              destination: ['support@acme.example.com'],
              headers: [
                { name: 'From', value: 'Ada <ada@example.com>' },
                { name: 'Subject', value: 'Hi\r\nBcc: eve@example.com' },
                { name: 'Message-ID', value: '<s3@mail.example.com>' },
              ],
            },
            receipt: { timestamp: new Date(noonMs).toISOString(), action: { type: 'S3' } },
          },
          target,
        ),
      ),
    );
    expect(events).toMatchObject([
      {
        subject: '<s3@mail.example.com>',
        data: { subject: 'Hi Bcc: eve@example.com', from: { name: 'Ada' } },
      },
    ]);
    expect(JSON.parse(JSON.stringify(events[0]?.data))).not.toHaveProperty('text');
  });

  test('that is a bounce is told as one', async () => {
    const { deliveryStatus } = await import('../mime/fixtures/reports.ts');
    const report = deliveryStatus([{ recipient: 'ada@example.com', action: 'failed', status: '5.1.1' }]);
    const { events } = checked(await receive(sandbox.receivedMail(report, target)));
    expect(events).toMatchObject([{ type: 'email.bounced', correlationid: 'route-1:evt-9' }]);
  });

  test.each([
    ['that is no e-mail', 'no e-mail'],
    ['that is empty', ''],
  ])('%s is kept as failed', async (_, raw) => {
    expect(await receive(sandbox.receivedMail(raw, target))).toMatchObject({
      events: [],
      failed: [{ error: { code: 'webhook.body_malformed' } }],
    });
  });
});
