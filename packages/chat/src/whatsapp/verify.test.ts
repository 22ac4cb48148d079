import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appSecret, config, receiver, url, verifyToken } from './fixtures/connection.ts';
import { whatsapp } from './index.ts';

const from = '+16505551234';
const message = { kind: 'message', from, text: 'Wo ist mein Päckchen? 📦' } as const;

describe('a request that Meta signed', () => {
  test('is taken over the bytes as they travel, in which all but ASCII is escaped', async () => {
    const { connector, sandbox } = receiver();
    const request = sandbox.webhook(message, { url });
    const body = Buffer.from(request.rawBody).toString();
    expect(body).toContain('P\\u00e4ckchen? \\ud83d\\udce6');
    const received = await connector.receive?.(request);
    expect(received?.events[0]?.data).toMatchObject({ text: 'Wo ist mein Päckchen? 📦' });
    // The same JSON with its letters written out is another body.
    const rewritten = { ...request, rawBody: Buffer.from(JSON.stringify(JSON.parse(body))) };
    await expect(connector.receive?.(rewritten)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('is signed as Meta documents it: HMAC-SHA256 of the body, in hex', () => {
    const { rawBody, headers } = receiver().sandbox.webhook(message, { url });
    const hex = createHmac('sha256', appSecret).update(rawBody).digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${hex}`);
  });

  test('is taken with either secret while one replaces the other', async () => {
    const { sandbox } = receiver();
    const connector = whatsapp({ ...config, appSecret: ['sentinel-new-secret', appSecret] });
    for (const secret of ['sentinel-new-secret', appSecret]) {
      const received = await connector.receive?.(sandbox.webhook(message, { url, secret }));
      expect(received?.events).toHaveLength(1);
    }
  });
});

describe('a request is refused', () => {
  const { connector, sandbox } = receiver();
  const signed = sandbox.webhook(message, { url });
  const withHeader = (name: string, value: string | undefined) => ({
    ...signed,
    headers: { ...signed.headers, [name]: value as never },
  });

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
    ['without a signature', withHeader('x-hub-signature-256', undefined), 'webhook.signature_missing'],
    [
      'with two signatures',
      withHeader('x-hub-signature-256', `sha256=00, ${signed.headers['x-hub-signature-256']}`),
      'webhook.signature_invalid',
    ],
    [
      'with a signature in capitals',
      withHeader(
        'x-hub-signature-256',
        (signed.headers['x-hub-signature-256'] ?? '').toUpperCase().replace('SHA256', 'sha256'),
      ),
      'webhook.signature_invalid',
    ],
    [
      'with the elder signature alone',
      withHeader('x-hub-signature-256', 'sha1=00'),
      'webhook.signature_invalid',
    ],
    ['that is neither GET nor POST', { ...signed, method: 'PUT' }, 'webhook.method_not_allowed'],
    [
      'that is larger than any of Meta’s',
      { ...signed, rawBody: new Uint8Array(3 * 1024 * 1024 + 1) },
      'webhook.body_too_large',
    ],
  ])('%s', async (_, request, code) => {
    await expect(connector.receive?.(request)).rejects.toThrow(expect.objectContaining({ code }));
  });
});

describe('the challenge of Meta', () => {
  const { connector, sandbox } = receiver();
  const ask = async (challenge: string, token = verifyToken, change = (asked: string) => asked) => {
    const request = sandbox.webhook({ kind: 'challenge', verifyToken: token, challenge }, { url });
    const received = await connector.receive?.({ ...request, url: change(request.url) });
    return received?.reply;
  };

  test('goes back as plain text, to whoever knows the verify token', async () => {
    expect(await ask('1158201444')).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: '1158201444',
    });
  });

  test.each<[string, Parameters<typeof ask>]>([
    ['another token', ['1', 'sentinel-other']],
    ['no token', ['1', '']],
    ['markup for a challenge', ['<script>alert(1)</script>']],
    ['a challenge without end', ['1'.repeat(129)]],
    ['no challenge', ['']],
    ['two tokens', ['1', verifyToken, (asked) => `${asked}&hub.verify_token=x`]],
    ['another mode', ['1', verifyToken, (asked) => asked.replace('=subscribe', '=unsubscribe')]],
    ['a bare GET', ['1', verifyToken, () => url]],
  ])('is not given for %s', async (_, asked) => {
    expect(await ask(...asked)).toMatchObject({ status: 403, body: 'Forbidden' });
  });
});
