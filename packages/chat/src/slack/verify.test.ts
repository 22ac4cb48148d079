import { verifySignature } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { botToken, noonMs, receiver, signingSecret, url } from './fixtures/connection.ts';
import { fixture } from './fixtures/fixture.ts';
import { slack } from './index.ts';
import { slackSignature } from './verify.ts';

const message = fixture('message');

describe('a request that Slack signed', () => {
  test('is taken, as the example that Slack publishes shows', () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
      '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
      '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a' +
      '14d10d2c447fce8b6703c';
    const verified = verifySignature(
      slackSignature,
      {
        method: 'POST',
        url,
        headers: {
          'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
          'x-slack-request-timestamp': '1531420618',
        },
        rawBody: Buffer.from(body),
      },
      { secrets: '8f742231b10e8888abcd99yyyzzz85a5', clock: { now: () => 1_531_420_618_000 } },
    );
    expect(verified.signedAtMs).toBe(1_531_420_618_000);
  });

  test('is taken with either secret while one replaces the other', async () => {
    const { sandbox, clock } = receiver();
    const connector = slack({ botToken, signingSecret: ['sentinel-new', signingSecret] }, { clock });
    for (const secret of ['sentinel-new', signingSecret]) {
      const { events } = (await connector.receive?.(sandbox.webhook(message, { url, secret }))) ?? {
        events: [],
      };
      expect(events).toHaveLength(1);
    }
  });
});

describe('a request is refused', () => {
  const { connector, sandbox } = receiver();
  const signed = sandbox.webhook(message, { url });

  test.each([
    [
      'whose body was changed on the way',
      { ...signed, rawBody: Buffer.from(`${Buffer.from(signed.rawBody)} `) },
      'webhook.signature_invalid',
    ],
    [
      'that was signed with another secret',
      sandbox.webhook(message, { url, secret: 'sentinel-other' }),
      'webhook.signature_invalid',
    ],
    [
      'that was signed more than five minutes ago',
      sandbox.webhook(message, { url, signedAtMs: noonMs - 301_000 }),
      'webhook.timestamp_stale',
    ],
    [
      'that claims to be signed in the future',
      sandbox.webhook(message, { url, signedAtMs: noonMs + 301_000 }),
      'webhook.timestamp_stale',
    ],
    [
      'whose time was moved',
      { ...signed, headers: { ...signed.headers, 'x-slack-request-timestamp': '1763717401' } },
      'webhook.signature_invalid',
    ],
    [
      'without a signature',
      { ...signed, headers: { ...signed.headers, 'x-slack-signature': undefined as never } },
      'webhook.signature_missing',
    ],
    [
      'without a time',
      { ...signed, headers: { ...signed.headers, 'x-slack-request-timestamp': undefined as never } },
      'webhook.signature_missing',
    ],
    [
      'of an older version of the scheme',
      { ...signed, headers: { ...signed.headers, 'x-slack-signature': 'v1=00' } },
      'webhook.signature_invalid',
    ],
    ['that is no POST', { ...signed, method: 'GET' }, 'webhook.method_not_allowed'],
  ])('%s', async (_, request, code) => {
    await expect(connector.receive?.(request)).rejects.toThrow(expect.objectContaining({ code }));
  });

  test('though it only asks for the challenge', async () => {
    const challenge = sandbox.webhook(
      { kind: 'challenge', challenge: 'c' },
      { url, secret: 'sentinel-other' },
    );
    await expect(connector.receive?.(challenge)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });
});

describe('what Slack demands an answer to', () => {
  const { connector, sandbox } = receiver();

  test('the challenge goes back as JSON', async () => {
    const received = await connector.receive?.(sandbox.webhook(fixture('url-verification'), { url }));
    expect(received).toEqual({
      events: [],
      ignored: ['url_verification'],
      failed: [],
      reply: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}',
      },
    });
  });

  test('a look at the certificate is answered 200', async () => {
    const received = await connector.receive?.(sandbox.webhook(fixture('ssl-check'), { url }));
    expect(received).toEqual({ events: [], ignored: ['ssl_check'], failed: [], reply: { status: 200 } });
  });

  test('a dialog is closed by an empty 200', async () => {
    const received = await connector.receive?.(sandbox.webhook(fixture('view-submission'), { url }));
    expect(received?.reply).toEqual({ status: 200 });
  });
});
