import { describe, expect, test } from 'vitest';
import { connectSandbox, credentials, noonMs, target, topicArn } from './fixtures/connected-sandbox.ts';
import { sesSandbox } from './sandbox.ts';

const body = {
  FromEmailAddress: 'hello@acme.example.com',
  Destination: { ToAddresses: ['ada@example.com'] },
  Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
};

/** Posts what the connector would never send. */
const post = async (json: unknown) => {
  const { connector, sandbox } = connectSandbox();
  await connector.actions.addSuppression({ address: 'ada@example.com' });
  const [signed] = sandbox.calls;
  const answer = await sandbox.fetch(
    new Request('https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails', {
      method: 'POST',
      headers: { ...signed?.headers },
      body: JSON.stringify(json),
    }),
  );
  return { status: answer.status, kind: answer.headers.get('x-amzn-errortype') };
};

describe('the sandbox', () => {
  test('refuses a request whose signature is of another request', async () => {
    expect(await post(body)).toEqual({ status: 403, kind: 'InvalidSignatureException' });
  });

  test.each([
    ['nothing', undefined],
    ['a key of a stranger', `AWS4-HMAC-SHA256 Credential=AKIDSTRANGER/20261121/eu-west-1/ses/aws4_request`],
  ])('refuses a request with %s', async (_, authorization) => {
    const answer = await sesSandbox({ ...credentials, topicArn }).fetch(
      new Request('https://email.eu-west-1.amazonaws.com/v2/email/account', {
        headers: authorization === undefined ? {} : { authorization },
      }),
    );
    expect([answer.status, await answer.json()]).toMatchObject([403, { message: expect.any(String) }]);
  });

  test('gives the same ids in each run', async () => {
    const idOf = async () => {
      const { connector } = connectSandbox();
      const { messageId } = await connector.actions.sendEmail({
        from: { address: 'hello@acme.example.com' },
        to: [{ address: 'ada@example.com' }],
        subject: 's',
        text: 't',
      });
      return messageId;
    };
    expect(await idOf()).toBe(await idOf());
  });

  test('publishes to the topic that it was given, at its own time', () => {
    const sandbox = sesSandbox({ ...credentials, topicArn, clock: { now: () => noonMs } });
    const request = sandbox.webhook({ kind: 'Open', messageId: '0102-1' }, target);
    expect(JSON.parse(Buffer.from(request.rawBody).toString())).toMatchObject({
      Type: 'Notification',
      TopicArn: topicArn,
      Timestamp: '2026-11-21T09:30:00.000Z',
      SignatureVersion: '2',
    });
  });
});
