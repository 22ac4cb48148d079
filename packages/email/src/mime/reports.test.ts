import { type MappedEvent, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { deliveryStatus, feedback } from './fixtures/reports.ts';
import { mailToEvents } from './mail-to-events.ts';
import { readMail } from './read-mail.ts';

const arrival = { eventId: 'mail-1', receivedAtMs: Date.UTC(2026, 10, 21, 12) };
const tools = {
  event: (type: string, draft: unknown) => ({ type, draft }) as never,
  ignore: (kind: string) => ({ ignored: kind }),
};

const told = (raw: Uint8Array) =>
  mailToEvents(readMail(raw), arrival, tools).map((result) => {
    if ('ignored' in result) return result;
    const { type, draft } = result as MappedEvent;
    const event = touchpointCatalogue.create({ type, source: '/connectors/test', ...draft } as never);
    return JSON.parse(JSON.stringify(event)) as typeof event & { data: Record<string, unknown> };
  });

const failed = {
  recipient: 'ada@example.com',
  action: 'failed',
  status: '5.1.1',
  diagnostic: '550 5.1.1 <ada@example.com>: No such user',
};

describe('a bounce', () => {
  test('is told of each recipient, with all that the e-mail was sent with', () => {
    const events = told(
      deliveryStatus([failed, { recipient: 'bob@example.net', action: 'failed', status: '4.4.1' }]),
    );
    expect(events).toMatchObject([
      {
        type: 'email.bounced',
        time: '2026-11-21T09:31:00.000Z',
        subject: '<7f3c@acme.example.com>',
        correlationid: 'route-1:evt-9',
        data: {
          customer: { email: 'ada@example.com' },
          messageId: '<7f3c@acme.example.com>',
          recipient: 'ada@example.com',
          subject: 'Votre commande n° 1042',
          tags: ['shipping'],
          metadata: { orderId: '1042' },
          bounce: {
            kind: 'hard',
            code: 550,
            enhancedCode: '5.1.1',
            reason: '550 5.1.1 <ada@example.com>: No such user',
          },
        },
      },
      { type: 'email.bounced', data: { recipient: 'bob@example.net', bounce: { kind: 'soft' } } },
    ]);
  });

  test('is the same event when it comes again, and another for another recipient, action or report', () => {
    const idOf = (...how: Parameters<typeof deliveryStatus>): unknown => {
      const [event] = told(deliveryStatus(...how));
      return event && 'id' in event && event.id;
    };
    const id = idOf([failed]);
    expect(idOf([failed])).toBe(id);
    expect(idOf([{ ...failed, recipient: 'ADA@example.com' }])).toBe(id);
    const others = [
      idOf([{ ...failed, recipient: 'eve@example.com' }]),
      idOf([{ ...failed, action: 'delayed' }]),
      idOf([failed], { reportId: '<report-2@mx.acme.example.com>' }),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });

  test.each([
    ['5.1.1', 'hard'],
    ['5.1.10', 'hard'],
    ['5.2.1', 'hard'],
    ['5.4.4', 'hard'],
    ['5.0.0', 'hard'],
    ['5.2.2', 'soft'],
    ['5.3.4', 'soft'],
    ['5.4.1', 'soft'],
    ['5.7.1', 'soft'],
    ['4.4.7', 'soft'],
    ['nonsense', 'soft'],
  ])('with the status %s is %s', (status, kind) => {
    expect(told(deliveryStatus([{ recipient: 'ada@example.com', action: 'failed', status }]))).toMatchObject([
      { data: { bounce: { kind } } },
    ]);
  });

  test('that brings the whole e-mail, without its marks, is told by its Message-ID', () => {
    const original = `Content-Type: message/rfc822\n\nMessage-ID: <whole@acme.example.com>\nSubject: Hi\n\nText\n`;
    expect(told(deliveryStatus([failed], { original }))).toMatchObject([
      { subject: '<whole@acme.example.com>', data: { messageId: '<whole@acme.example.com>', subject: 'Hi' } },
    ]);
  });

  test('that brings nothing of the e-mail is told all the same', () => {
    expect(told(deliveryStatus([failed], { original: 'Content-Type: text/plain\n\n' }))).toMatchObject([
      { type: 'email.bounced', data: { messageId: 'mail-1', recipient: 'ada@example.com' } },
    ]);
  });

  test('that is about nobody is refused, so that it is kept', () => {
    expect(() => told(deliveryStatus([]))).toThrow(
      expect.objectContaining({ code: 'webhook.payload_invalid' }),
    );
  });

  test('that lies about its marks does no harm', () => {
    const original = [
      'Content-Type: text/rfc822-headers\n',
      'Message-ID: <x@y>',
      `X-Touchline-Delivery: ${Buffer.from('a\nb').toString('base64url')}`,
      'X-Touchline-Tag: !!!',
      `X-Touchline-Metadata: ${Buffer.from('__proto__').toString('base64url')}.eA`,
      'X-Touchline-Metadata: .',
    ].join('\n');
    const [event] = told(deliveryStatus([failed], { original }));
    expect(event).not.toHaveProperty('correlationid');
    expect(event).toHaveProperty('data.messageId', '<x@y>');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

test.each([
  ['delayed', 'email.deferred', { enhancedCode: '5.1.1', code: 550 }],
  ['delivered', 'email.delivered', { code: 550, server: 'mx.example.com' }],
  ['relayed', 'email.sent', { recipient: 'ada@example.com' }],
])('a report of what was %s is %s', (action, type, data) => {
  expect(told(deliveryStatus([{ ...failed, action }]))).toMatchObject([{ type, data }]);
});

test('a report of what was expanded to a list is ignored by name', () => {
  expect(told(deliveryStatus([{ ...failed, action: 'expanded' }]))).toEqual([
    { ignored: 'delivery-status: expanded' },
  ]);
});

describe('a complaint', () => {
  const fields = `Feedback-Type: abuse
User-Agent: Provider-Feedback/1.0
Version: 1
Original-Mail-From: <bounces@acme.example.com>
`;

  test('is told of each recipient that the provider names', () => {
    const events = told(
      feedback(`${fields}Original-Rcpt-To: <ada@example.com>\nOriginal-Rcpt-To: eve@example.com\n`),
    );
    expect(events).toMatchObject([
      {
        type: 'email.complained',
        time: '2026-11-21T10:00:00.000Z',
        correlationid: 'route-1:evt-9',
        data: {
          messageId: '<7f3c@acme.example.com>',
          recipient: 'ada@example.com',
          feedbackType: 'abuse',
          reportedBy: 'Provider-Feedback/1.0',
          metadata: { orderId: '1042' },
        },
      },
      { data: { recipient: 'eve@example.com' } },
    ]);
  });

  test('whose provider keeps the recipient to itself is told of those it was addressed to', () => {
    expect(told(feedback(fields))).toMatchObject([
      { data: { recipient: 'ada@example.com' } },
      { data: { recipient: 'bob@example.net' } },
    ]);
  });

  test('that is none is ignored by name', () => {
    expect(told(feedback('Feedback-Type: not-spam\n'))).toEqual([{ ignored: 'feedback-report: not-spam' }]);
    expect(told(feedback('Feedback-Type: auth-failure\n'))).toEqual([
      { ignored: 'feedback-report: auth-failure' },
    ]);
  });

  test('about nobody is refused, so that it is kept', () => {
    expect(() => told(feedback(fields, 'Subject: x\n'))).toThrow(
      expect.objectContaining({ code: 'webhook.payload_invalid' }),
    );
  });
});
