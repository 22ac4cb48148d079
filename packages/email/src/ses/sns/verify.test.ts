import type { Send, WebhookRequest } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { connectSandbox, noonMs, target, topicArn } from '../fixtures/connected-sandbox.ts';
import type { SesConfig } from '../index.ts';
import type { SnsTarget } from '../sandbox.ts';

const delivered = { kind: 'Delivery', messageId: '0102-1' } as const;
const hourMs = 60 * 60 * 1_000;

const refusal = (code: string) => expect.objectContaining({ code });
const tampered = (fields: NonNullable<SnsTarget['tampered']>): SnsTarget => ({ ...target, tampered: fields });
const signed = (fields: NonNullable<SnsTarget['fields']>): SnsTarget => ({ ...target, fields });

/** Notes every URL that is fetched. */
const noting = () => {
  const fetched: string[] = [];
  const around =
    (send: Send): Send =>
    (request, options) => {
      fetched.push(request.url);
      return send(request, options);
    };
  return { fetched, around };
};

describe('a message of SNS', () => {
  test.each(['1', '2'] as const)('that is signed by version %s is taken', async (signatureVersion) => {
    const { sandbox, receive } = connectSandbox({}, { signatureVersion });
    expect((await receive(sandbox.webhook(delivered, target))).events).toMatchObject([
      { type: 'email.delivered' },
    ]);
  });

  test('is taken whatever its content type says', async () => {
    const { sandbox, receive } = connectSandbox();
    for (const contentType of ['text/plain; charset=UTF-8', 'application/json', ''])
      expect(
        await receive({
          ...sandbox.webhook(delivered, target),
          headers: { 'content-type': contentType },
        }),
      ).toMatchObject({ failed: [], events: [{ type: 'email.delivered' }] });
  });

  test('without a subject is signed without one', async () => {
    const { sandbox, receive } = connectSandbox();
    for (const Subject of [undefined, null])
      expect(await receive(sandbox.webhook(delivered, signed({ Subject })))).toMatchObject({ failed: [] });
  });

  test('has its certificate fetched once, from SNS’s host in the region of its topic', async () => {
    const { fetched, around } = noting();
    const { sandbox, receive } = connectSandbox({}, { around });
    await Promise.all([1, 2, 3].map(() => receive(sandbox.webhook(delivered, target))));
    await receive(sandbox.webhook(delivered, target));
    expect(fetched).toEqual([
      'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['message', { Message: '{"eventType":"Open"}' }],
    ['id', { MessageId: 'another' }],
    ['subject', { Subject: 'Another' }],
    ['time', { Timestamp: new Date(noonMs + 1).toISOString() }],
    ['signature', { Signature: Buffer.alloc(256).toString('base64') }],
    ['version', { SignatureVersion: '1' }],
  ])('whose %s was changed is refused', async (_, fields) => {
    const { sandbox, receive } = connectSandbox();
    await expect(receive(sandbox.webhook(delivered, tampered(fields)))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test('of another version is refused', async () => {
    const { sandbox, receive } = connectSandbox();
    await expect(receive(sandbox.webhook(delivered, tampered({ SignatureVersion: '3' })))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test('of a topic that the config does not name is refused, though Amazon signed it, and nothing is fetched', async () => {
    const { fetched, around } = noting();
    const { receive } = connectSandbox({}, { around });
    const stranger = connectSandbox({}, { topicArn: topicArn.replace('123456789012', '666666666666') });
    await expect(receive(stranger.sandbox.webhook(delivered, target))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
    expect(fetched).toEqual([]);
  });

  test.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem',
    'https://evil.example/SimpleNotificationService-1.pem',
    'https://sns.eu-west-1.amazonaws.com/other.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem',
    'https://169.254.169.254/SimpleNotificationService-1.pem',
    'file:///etc/SimpleNotificationService-1.pem',
  ])('with its certificate at %s is refused, and nothing is fetched', async (SigningCertURL) => {
    const { fetched, around } = noting();
    const { sandbox, receive } = connectSandbox({}, { around });
    await expect(receive(sandbox.webhook(delivered, signed({ SigningCertURL })))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
    expect(fetched).toEqual([]);
  });

  test('is taken for a day, and refused when it is older or of the future', async () => {
    for (const [afterMs, isTaken] of [
      [23 * hourMs, true],
      [25 * hourMs, false],
      [-25 * hourMs, false],
    ] as const) {
      const { sandbox, receive } = connectSandbox();
      const Timestamp = new Date(noonMs - afterMs).toISOString();
      const receiving = receive(sandbox.webhook(delivered, signed({ Timestamp })));
      if (isTaken) await expect(receiving).resolves.toMatchObject({ failed: [] });
      else await expect(receiving).rejects.toThrow(refusal('webhook.timestamp_stale'));
    }
  });

  test.each<[string, string, string]>([
    ['is empty', '', 'webhook.body_malformed'],
    ['is no JSON', 'hello', 'webhook.body_malformed'],
    ['is a list', '[]', 'webhook.signature_missing'],
    ['has no signature', '{"Type":"Notification"}', 'webhook.signature_missing'],
    ['is nested without end', '['.repeat(100_000), 'webhook.body_malformed'],
    ['has a prototype', '{"__proto__":{"Type":"Notification"}}', 'webhook.signature_missing'],
  ])('that %s is refused', async (_, body, code) => {
    const { sandbox, receive } = connectSandbox();
    const request: WebhookRequest = { ...sandbox.webhook(delivered, target), rawBody: Buffer.from(body) };
    await expect(receive(request)).rejects.toThrow(refusal(code));
  });

  test('is refused for now while the config names no topic', async () => {
    const { sandbox, connector } = connectSandbox({ topicArns: undefined } as Partial<SesConfig>);
    await expect(connector.receive?.(sandbox.webhook(delivered, target))).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('topicArns') }),
    );
  });

  test('whose certificate cannot be had now is not called forged', async () => {
    const { sandbox, receive } = connectSandbox();
    sandbox.answerNext({ status: 503 });
    await expect(receive(sandbox.webhook(delivered, target))).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', disposition: 'retry' }),
    );
    await expect(receive(sandbox.webhook(delivered, target))).resolves.toMatchObject({ failed: [] });
  });

  test('whose certificate is not there is refused', async () => {
    const { sandbox, receive } = connectSandbox();
    sandbox.answerNext({ status: 403, body: '<Error/>' });
    await expect(receive(sandbox.webhook(delivered, target))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });
});

describe('the subscription of a topic', () => {
  test('is confirmed, once its signature is verified', async () => {
    const { sandbox, receive } = connectSandbox();
    const received = await receive(sandbox.confirmation('SubscriptionConfirmation', target));
    expect(received).toEqual({ events: [], ignored: [], failed: [], reply: { status: 200 } });
    expect(sandbox.confirmations).toHaveLength(1);
  });

  test.each<[string, SnsTarget]>([
    ['with another token', tampered({ Token: 'another' })],
    ['with another URL', tampered({ SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' })],
    [
      'signed for another host',
      signed({ SubscribeURL: `https://evil.example/?Action=ConfirmSubscription&TopicArn=${topicArn}` }),
    ],
    [
      'signed for another path',
      signed({
        SubscribeURL: `https://sns.eu-west-1.amazonaws.com/x?Action=ConfirmSubscription&TopicArn=${topicArn}`,
      }),
    ],
    [
      'signed for another deed',
      signed({
        SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=${topicArn}`,
      }),
    ],
    [
      'signed for another topic',
      signed({ SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x' }),
    ],
    [
      'signed for the open',
      signed({
        SubscribeURL: `http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}`,
      }),
    ],
    ['signed without a URL', signed({ SubscribeURL: undefined })],
  ])('%s is not confirmed', async (_, how) => {
    const { sandbox, receive } = connectSandbox();
    await expect(receive(sandbox.confirmation('SubscriptionConfirmation', how))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
    expect(sandbox.confirmations).toEqual([]);
  });

  test('of a stranger is not confirmed', async () => {
    const { receive, sandbox } = connectSandbox();
    const stranger = connectSandbox({}, { topicArn: topicArn.replace('mail-events', 'others') });
    await expect(receive(stranger.sandbox.confirmation('SubscriptionConfirmation', target))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
    expect(sandbox.confirmations).toEqual([]);
  });

  test('that cannot be confirmed now is asked for again', async () => {
    const { receive, sandbox } = connectSandbox();
    sandbox.answerNext({ status: 503 }, { path: '/' });
    await expect(receive(sandbox.confirmation('SubscriptionConfirmation', target))).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
  });

  test('is left alone where the config says so', async () => {
    const { receive, sandbox } = connectSandbox({ confirmSubscriptions: false });
    expect(await receive(sandbox.confirmation('SubscriptionConfirmation', target))).toMatchObject({
      ignored: ['SubscriptionConfirmation'],
    });
    expect(sandbox.confirmations).toEqual([]);
  });

  test('that has ended is told by name, and not taken up again', async () => {
    const { receive, sandbox } = connectSandbox();
    expect(await receive(sandbox.confirmation('UnsubscribeConfirmation', target))).toMatchObject({
      ignored: ['UnsubscribeConfirmation'],
    });
    expect(sandbox.confirmations).toEqual([]);
  });
});
