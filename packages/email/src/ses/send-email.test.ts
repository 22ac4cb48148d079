import { Buffer } from 'node:buffer';
import { serveFetch } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import type { SendEmailInput } from '../contract.ts';
import { decodeWords } from '../mime/mail-headers.ts';
import { connectSandbox, credentials } from './fixtures/connected-sandbox.ts';
import { ses } from './index.ts';
import { mailboxText } from './mailbox-text.ts';

const mail = {
  from: { address: 'hello@acme.example.com', name: 'Acme, Inc. "The" Shop' },
  to: [{ address: 'ada@example.com', name: 'Ada Lovelace' }],
  subject: 'Your order is on its way',
  text: 'Order 1042 left our house today.',
} satisfies SendEmailInput;

const sentBody = ({ sandbox }: ReturnType<typeof connectSandbox>) => JSON.parse(sandbox.calls[0]?.text ?? '');

describe('sending an e-mail', () => {
  test('makes one signed request, and gives the id that its events will have', async () => {
    const connected = connectSandbox({ configurationSet: 'mail' });
    const { connector, sandbox } = connected;
    const sent = await connector.actions.sendEmail(
      {
        ...mail,
        cc: [{ address: 'charles@example.com' }, { address: 'ADA@example.com' }],
        bcc: [{ address: 'archive@acme.example.com' }, { address: 'charles@example.com' }],
        replyTo: [{ address: 'support@acme.example.com' }],
        html: '<p>Order <b>1042</b></p>',
        attachments: [
          { name: 'invoice.pdf', contentType: 'application/pdf', content: new Uint8Array([1, 2, 3]) },
          { name: 'logo.png', contentType: 'image/png', content: 'AP8=', contentId: 'logo' },
        ],
        headers: { 'List-Unsubscribe': '<https://acme.example.com/u/1>' },
        tags: ['shipping', 'shipping', 'late & sad'],
        metadata: { orderId: '1042', note: 'über' },
      },
      { idempotencyKey: 'route-1:evt-9' },
    );
    expect(sandbox.calls).toMatchObject([
      {
        method: 'POST',
        path: '/v2/email/outbound-emails',
        status: 200,
        headers: {
          'x-amz-date': '20261121T093000Z',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLESENTINEL0\/20261121\/eu-west-1\/ses\/aws4_request, /,
          ),
        },
      },
    ]);
    const base64url = (text: string) => `touchline-text-${Buffer.from(text).toString('base64url')}`;
    expect(sentBody(connected)).toEqual({
      FromEmailAddress: '"Acme, Inc. \\"The\\" Shop" <hello@acme.example.com>',
      Destination: {
        ToAddresses: ['"Ada Lovelace" <ada@example.com>'],
        CcAddresses: ['charles@example.com'],
        BccAddresses: ['archive@acme.example.com'],
      },
      ReplyToAddresses: ['support@acme.example.com'],
      Content: {
        Simple: {
          Subject: { Data: 'Your order is on its way', Charset: 'UTF-8' },
          Body: {
            Text: { Data: 'Order 1042 left our house today.', Charset: 'UTF-8' },
            Html: { Data: '<p>Order <b>1042</b></p>', Charset: 'UTF-8' },
          },
          Headers: [{ Name: 'List-Unsubscribe', Value: '<https://acme.example.com/u/1>' }],
          Attachments: [
            {
              RawContent: 'AQID',
              FileName: 'invoice.pdf',
              ContentType: 'application/pdf',
              ContentDisposition: 'ATTACHMENT',
              ContentTransferEncoding: 'BASE64',
            },
            {
              RawContent: 'AP8=',
              FileName: 'logo.png',
              ContentType: 'image/png',
              ContentDisposition: 'INLINE',
              ContentTransferEncoding: 'BASE64',
              ContentId: 'logo',
            },
          ],
        },
      },
      EmailTags: [
        { Name: 'touchline-delivery', Value: base64url('route-1:evt-9') },
        { Name: 'touchline-tag-0', Value: 'shipping' },
        { Name: 'touchline-tag-1', Value: base64url('late & sad') },
        { Name: 'orderId', Value: '1042' },
        { Name: 'note', Value: base64url('über') },
      ],
      ConfigurationSetName: 'mail',
    });
    expect(sent).toEqual({ messageId: [...sandbox.messages.keys()][0], status: 'queued' });
  });

  test('with a template leaves subject and text to it', async () => {
    const connected = connectSandbox();
    const { from, to } = mail;
    await connected.connector.actions.sendEmail({
      from,
      to,
      template: { id: 'order', data: { name: 'Ada' } },
    });
    expect(sentBody(connected).Content).toEqual({
      Template: { TemplateName: 'order', TemplateData: '{"name":"Ada"}' },
    });
  });

  test('in the smallest form sends nothing that is empty', async () => {
    const connected = connectSandbox();
    await connected.connector.actions.sendEmail(
      {
        from: { address: 'a@acme.example.com' },
        to: [{ address: 'b@example.com' }],
        subject: 's',
        html: '<p>',
      },
      { idempotencyKey: 'k-1' },
    );
    expect(sentBody(connected)).toEqual({
      FromEmailAddress: 'a@acme.example.com',
      Destination: { ToAddresses: ['b@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 's', Charset: 'UTF-8' },
          Body: { Html: { Data: '<p>', Charset: 'UTF-8' } },
        },
      },
      EmailTags: [{ Name: 'touchline-delivery', Value: 'k-1' }],
    });
  });

  const many = Array.from({ length: 51 }, (_, index) => ({ address: `a${index}@example.com` }));
  test.each<[string, Partial<SendEmailInput>]>([
    ['51 recipients', { to: many }],
    ['a time', { sendAt: '2026-11-21T10:00:00Z' }],
    ['a subject beside a template', { text: undefined, template: { id: 'order' } } as never],
    ['metadata that no tag can hold', { metadata: { note: 'x '.repeat(200) } }],
    ['more metadata than tags', { metadata: Object.fromEntries(many.map(({ address }) => [address, 'x'])) }],
  ])('with %s is refused before anything is sent', async (_, more) => {
    const { connector, sandbox } = connectSandbox();
    await expect(connector.actions.sendEmail({ ...mail, ...more })).rejects.toThrow(
      expect.objectContaining({ code: 'action.not_supported', disposition: 'reject' }),
    );
    expect(sandbox.calls).toEqual([]);
  });

  test('with temporary credentials sends their token', async () => {
    const sessionToken = 'session-sentinel-0001';
    const { connector, sandbox } = connectSandbox({ sessionToken }, { sessionToken });
    await connector.actions.sendEmail(mail);
    expect(sandbox.calls[0]?.headers['x-amz-security-token']).toBe(sessionToken);
  });

  test('over a real connection is signed for the host that it goes to', async () => {
    const { sandbox } = connectSandbox();
    const server = await serveFetch(sandbox.fetch);
    const connector = ses({ ...credentials, baseUrl: server.url });
    await expect(connector.actions.sendEmail(mail)).resolves.toMatchObject({ status: 'queued' });
    await expect(connector.actions.getSuppression({ address: "o'brien+a@example.com" })).resolves.toEqual({
      reason: 'none',
    });
    await connector.close();
    await server.close();
  });
});

describe('when SES refuses', () => {
  test.each<[number, string, string, string]>([
    [400, 'MessageRejected', 'http.rejected', 'reject'],
    [400, 'MailFromDomainNotVerifiedException', 'http.rejected', 'reject'],
    [400, 'BadRequestException', 'http.rejected', 'reject'],
    [400, 'com.amazonaws.ses#ThrottlingException', 'http.rate_limited', 'retry'],
    [429, 'TooManyRequestsException:http://internal.amazon.com/', 'http.rate_limited', 'retry'],
    [400, 'LimitExceededException', 'http.rate_limited', 'retry'],
    [400, 'AccountSuspendedException', 'http.unauthorized', 'reauthorize'],
    [400, 'SendingPausedException', 'http.unauthorized', 'reauthorize'],
    [400, 'ExpiredTokenException', 'http.unauthorized', 'reauthorize'],
    [403, 'InvalidSignatureException', 'http.unauthorized', 'reauthorize'],
    [403, 'AccessDeniedException', 'http.unauthorized', 'reauthorize'],
    [404, 'NotFoundException', 'http.rejected', 'reject'],
    [500, 'InternalServiceErrorException', 'http.server_error', 'retry'],
    [400, '__proto__', 'http.rejected', 'reject'],
  ])('with %i %s, it is %s', async (status, kind, code, disposition) => {
    for (const answer of [
      { status, headers: { 'x-amzn-errortype': kind }, body: { message: 'No.' } },
      { status, body: { __type: kind, Message: 'No.' } },
    ]) {
      const { connector, sandbox } = connectSandbox();
      sandbox.answerNext(answer);
      await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
        expect.objectContaining({ code, disposition, connector: 'ses', vendorStatus: status }),
      );
    }
  });

  test('because the quota of the day is used up, it is asked again in a quarter of an hour', async () => {
    const { connector, sandbox } = connectSandbox();
    sandbox.answerNext({ status: 400, headers: { 'x-amzn-errortype': 'LimitExceededException' } });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ retryAfterMs: 900_000, vendorCode: 'LimitExceededException' }),
    );
  });

  test('an address that is not verified is not told', async () => {
    const { connector } = connectSandbox({}, { verifiedSenders: ['other@acme.example.com'] });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({
        vendorCode: 'MessageRejected',
        message: expect.not.stringContaining('hello@'),
      }),
    );
  });

  test('wrong credentials, the route pauses, and neither secret nor signature is told', async () => {
    const { connector } = connectSandbox({ secretAccessKey: 'wrong-sentinel-secret' });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({
        disposition: 'reauthorize',
        message: expect.not.stringMatching(/sentinel|Signature=/),
      }),
    );
  });

  test('nobody: an answer that never comes leaves the outcome open', async () => {
    for (const failure of ['network', 'stopped'] as const) {
      const { connector } = connectSandbox({}, { around: () => async () => ({ failure, written: true }) });
      await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
        expect.objectContaining({ disposition: 'ambiguous' }),
      );
    }
    const { connector } = connectSandbox(
      {},
      { around: () => async () => ({ failure: 'network', written: false }) },
    );
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
  });
});

test.each([
  [undefined, 'ada@example.com'],
  ['Ada', '"Ada" <ada@example.com>'],
  ['A "B" \\C', '"A \\"B\\" \\\\C" <ada@example.com>'],
  ['Ädä', '=?utf-8?b?w4Rkw6Q=?= <ada@example.com>'],
])('the name %j is written as %s', (name, text) => {
  expect(mailboxText({ address: 'ada@example.com', ...(name !== undefined && { name }) })).toBe(text);
});

test('a long name is written in words that mailers can read', () => {
  const name = 'Ünïcödé 😀 '.repeat(20).trim();
  const text = mailboxText({ address: 'ada@example.com', name });
  const words = text.replace(/ <.*$/, '').split(' ');
  expect(words.every((word) => word.length <= 75)).toBe(true);
  expect(decodeWords(words.join(' '))).toBe(name);
});
