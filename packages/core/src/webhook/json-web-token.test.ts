import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyPairOf, noon, requestOf } from './fixtures/signed-request.ts';
import { vendorSchemes } from './fixtures/vendor-schemes.ts';
import { type JwtScheme, signRequest, verifySignature, type WebhookRequest } from './index.ts';

const { vonage, botFramework } = vendorSchemes;
const clock = { now: () => noon };
const secret = 'a signature secret of thirty-two bytes';
const invalid = expect.objectContaining({ code: 'webhook.signature_invalid' });
const stale = expect.objectContaining({ code: 'webhook.timestamp_stale' });
const { sign: privateKey, verify: publicKey } = keyPairOf(botFramework, new Uint8Array([0]));
const { sign: strangersKey } = keyPairOf(botFramework, new Uint8Array([1]));

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const hs256 = (header: unknown, claims: unknown, key: string | Buffer = secret) => {
  const message = `${base64url(header)}.${base64url(claims)}`;
  return `${message}.${createHmac('sha256', key).update(message).digest('base64url')}`;
};
const carrying = (token: string): WebhookRequest =>
  requestOf({ headers: { authorization: `Bearer ${token}` } });
const seconds = noon / 1000;
const plain: JwtScheme = { kind: 'jwt', algorithm: 'HS256', time: 'iat' };
const verify = (
  scheme: JwtScheme,
  request: WebhookRequest,
  secrets: Parameters<typeof verifySignature>[2]['secrets'] = secret,
) => verifySignature(scheme, request, { secrets, clock });

describe('a token with a shared secret', () => {
  test('verifies with its claims, and binds the body by its hash', () => {
    const signed = signRequest(vonage, requestOf(), {
      secret,
      now: noon,
      claims: { jti: 'j-1', api_key: 'k' },
    });
    expect(verify(vonage, signed)).toMatchObject({
      signedAtMs: noon,
      claims: { jti: 'j-1', iss: 'Vonage', api_key: 'k' },
    });
    expect(() => verify(vonage, { ...signed, rawBody: Buffer.from('{"id":"evt_2"}') })).toThrow(invalid);
  });

  test('does not verify without the hash of the body that its scheme asks for', () => {
    expect(() => verify(vonage, carrying(hs256({ alg: 'HS256' }, { iss: 'Vonage', iat: seconds })))).toThrow(
      invalid,
    );
    expect(() =>
      verify(vonage, carrying(hs256({ alg: 'HS256' }, { iss: 'Vonage', iat: seconds, payload_hash: [] }))),
    ).toThrow(invalid);
  });

  test('does not verify when one character of it differs', () => {
    const token = hs256({ alg: 'HS256' }, { iat: seconds });
    expect(verify(plain, carrying(token)).claims).toEqual({ iat: seconds });
    for (const [index, character] of [...token].entries())
      for (const other of 'AZaz09-_.=+/ ')
        if (other !== character)
          expect(() =>
            verify(plain, carrying(token.slice(0, index) + other + token.slice(index + 1))),
          ).toThrow(invalid);
  });

  test.for([
    ['none', { alg: 'none' }],
    ['none in capitals', { alg: 'NONE' }],
    ['another algorithm', { alg: 'HS512' }],
    ['no algorithm', {}],
    ['an extension it must understand', { alg: 'HS256', crit: ['b64'], b64: false }],
  ] as const)('does not verify when its header asks for %s', ([, header]) => {
    expect(() => verify(plain, carrying(hs256(header, { iat: seconds })))).toThrow(invalid);
  });

  test('does not verify without signature, with a fourth part, or with a header that is no object', () => {
    const [header, claims, signature] = hs256({ alg: 'HS256' }, { iat: seconds }).split('.');
    for (const token of [
      `${header}.${claims}.`,
      `${header}.${claims}`,
      `${header}.${claims}.${signature}.x`,
      'x',
      '..',
      `${base64url('x')}.${claims}.${signature}`,
      `${base64url(null)}.${claims}.${signature}`,
    ])
      expect(() => verify(plain, carrying(token))).toThrow(invalid);
  });
});

describe("a token with the sender's key", () => {
  const signed = signRequest(botFramework, requestOf(), { secret: privateKey, now: noon, kid: 'key-1' });

  test('verifies with the key that it names, among several', () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const keys = [
      { kid: 'key-0', key: stranger },
      { kid: 'key-1', key: publicKey },
    ];
    expect(verify(botFramework, signed, keys).claims).toMatchObject({ aud: 'app-id' });
    expect(verify(botFramework, signed, [stranger, publicKey]).claims).toMatchObject({ aud: 'app-id' });
  });

  test('does not verify with a key of another name, or with another key', () => {
    expect(() => verify(botFramework, signed, { kid: 'key-2', key: publicKey })).toThrow(invalid);
    const forged = signRequest(botFramework, requestOf(), { secret: strangersKey, now: noon, kid: 'key-1' });
    expect(() => verify(botFramework, forged, { kid: 'key-1', key: publicKey })).toThrow(invalid);
  });

  test('cannot be forged by keying an HMAC with the public key', () => {
    if (typeof publicKey === 'string' || !('export' in publicKey))
      throw new TypeError('The key pair is not one of objects.');
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const claims = { iss: botFramework.issuer, aud: botFramework.audience, iat: seconds, exp: seconds + 60 };
    for (const alg of ['HS256', 'RS256'])
      expect(() => verify(botFramework, carrying(hs256({ alg }, claims, pem)), pem.toString())).toThrow(
        invalid,
      );
  });

  test('does not verify for another audience or from another issuer', () => {
    for (const claims of [
      { aud: 'another' },
      { aud: [] },
      { aud: undefined },
      { iss: 'https://evil.example' },
      { iss: ['https://api.botframework.com'] },
    ])
      expect(() =>
        verify(
          botFramework,
          signRequest(botFramework, requestOf(), { secret: privateKey, now: noon, claims }),
          publicKey,
        ),
      ).toThrow(invalid);
    const several = signRequest(botFramework, requestOf(), {
      secret: privateKey,
      now: noon,
      claims: { aud: ['x', 'app-id'] },
    });
    expect(verify(botFramework, several, publicKey).claims).toMatchObject({ aud: ['x', 'app-id'] });
  });

  test('asks for a key of at least 2048 bits', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    expect(() => verify(botFramework, signed, weak)).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});

describe('the times of a token', () => {
  const withClaims = (claims: object) =>
    verify(plain, carrying(hs256({ alg: 'HS256' }, { iat: seconds, ...claims })));

  test('must be there as the scheme says', () => {
    expect(() => withClaims({ iat: undefined })).toThrow(invalid);
    expect(() =>
      verify({ ...plain, time: 'exp' }, carrying(hs256({ alg: 'HS256' }, { iat: seconds }))),
    ).toThrow(invalid);
  });

  test('are honoured where they are there', () => {
    expect(() => withClaims({ exp: seconds - 301 })).toThrow(stale);
    expect(() => withClaims({ nbf: seconds + 301 })).toThrow(stale);
    expect(withClaims({ exp: seconds - 300, nbf: seconds + 300 }).claims).toBeDefined();
  });

  test.for([['1795253400'], [-1], [null], [true], [{}], [1e12]])('may not be %j', ([time]) => {
    for (const name of ['iat', 'exp', 'nbf']) expect(() => withClaims({ [name]: time })).toThrow(invalid);
  });

  test('that cannot be compared refuse', () => {
    const scheme: JwtScheme = { ...plain, time: 'exp', toleranceMs: Number.NaN };
    expect(() => verify(scheme, carrying(hs256({ alg: 'HS256' }, { exp: seconds + 60 })))).toThrow(stale);
  });
});
