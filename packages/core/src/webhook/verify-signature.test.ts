import { createHmac, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import {
  allSchemes,
  keyPairOf,
  noon,
  requestOf,
  schemeNamed,
  signedRequest,
} from './fixtures/signed-request.ts';
import { vendorSchemes } from './fixtures/vendor-schemes.ts';
import {
  type HmacScheme,
  type SignatureScheme,
  signatureOf,
  signRequest,
  standardWebhooks,
  verifySignature,
  type WebhookRequest,
} from './index.ts';

const clock = { now: () => noon };
const secrets = 'correct horse battery staple';
const coded = (code: string) => expect.objectContaining({ code });
const invalid = coded('webhook.signature_invalid');
const missing = coded('webhook.signature_missing');
const misconfigured = coded('config.invalid');

const { stripe, slack, shopify, zendesk, twilioForm, twilioJson, adyen, sendgrid, square } = vendorSchemes;

const sign = (scheme: SignatureScheme, request: WebhookRequest) =>
  signRequest(scheme, request, { secret: secrets, now: noon, values: { id: 'msg_1' } });
const verify = (scheme: SignatureScheme, request: WebhookRequest) =>
  verifySignature(scheme, request, { secrets, clock });
const withHeader = (request: WebhookRequest, name: string, value: string): WebhookRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

describe('a header', () => {
  const signed = sign(shopify, requestOf());
  const name = 'x-shopify-hmac-sha256';

  test('that is not there is named', () => {
    expect(() => verify(shopify, requestOf())).toThrow(missing);
    expect(() => verify(shopify, requestOf())).toThrow('The header x-shopify-hmac-sha256 is missing.');
    expect(() => verify(shopify, withHeader(signed, name, ''))).toThrow(missing);
  });

  test('that was sent twice is refused, even if both are right', () => {
    const value = signed.headers[name] ?? '';
    expect(() => verify(shopify, withHeader(signed, name, `${value}, ${value}`))).toThrow(invalid);
  });

  test('that was sent twice is refused where it is signed itself, and where it is the secret', () => {
    const options = { secret: 'c2VjcmV0', now: noon, values: { id: 'm, m' } };
    expect(() => signRequest(standardWebhooks, requestOf(), options)).toThrow('was sent more than once');
    const { telegram } = vendorSchemes;
    const doubled = requestOf({ headers: { 'x-telegram-bot-api-secret-token': 'a, a' } });
    expect(() => verifySignature(telegram, doubled, { secrets: 'a, a' })).toThrow(invalid);
  });

  test('is never taken from a prototype', () => {
    const scheme: SignatureScheme = { kind: 'sharedSecret', secret: { header: 'constructor' } };
    expect(() => verify(scheme, requestOf())).toThrow(missing);
  });

  test.for([
    'not hex or base64!',
    'AAAA',
    `${'A'.repeat(43)}`,
    `${'A'.repeat(43)}=\n`,
    `${'A'.repeat(42)}B=`,
    `${'A'.repeat(42)}-=`,
  ])('with the malformed signature %j is refused', (value) =>
    expect(() => verify(shopify, withHeader(signed, name, value))).toThrow(invalid),
  );

  test('in another spelling of the same bytes is refused: upper-case hex, unpadded base64, trailing text', () => {
    const hex = sign(slack, requestOf());
    const value = hex.headers['x-slack-signature'] ?? '';
    expect(() =>
      verify(slack, withHeader(hex, 'x-slack-signature', `v0=${value.slice(3).toUpperCase()}`)),
    ).toThrow(invalid);
    expect(() => verify(slack, withHeader(hex, 'x-slack-signature', `${value}0`))).toThrow(invalid);
    expect(() => verify(slack, withHeader(hex, 'x-slack-signature', value.replace('v0=', 'v1=')))).toThrow(
      invalid,
    );
    const base64 = signed.headers[name] ?? '';
    expect(() => verify(shopify, withHeader(signed, name, base64.replace('=', '')))).toThrow(invalid);
    expect(() => verify(shopify, withHeader(signed, name, `${base64}AAAA`))).toThrow(invalid);
  });
});

describe('a list of signatures', () => {
  const signed = sign(stripe, requestOf());
  const [time, right = ''] = (signed.headers['stripe-signature'] ?? '').split(',');
  const wrong = `v1=${'0'.repeat(64)}`;
  const header = (...entries: readonly (string | undefined)[]) =>
    withHeader(signed, 'stripe-signature', entries.join(','));

  test('verifies when any of them matches, and passes over those of other versions', () => {
    expect(verify(stripe, header(time, wrong, right)).signedAtMs).toBe(noon);
    expect(verify(stripe, header(time, right, wrong, 'v0=whatever')).signedAtMs).toBe(noon);
    expect(verify(stripe, header(right, ` ${time}`)).signedAtMs).toBe(noon);
  });

  test('does not verify when only another version is there, or the time is there twice', () => {
    expect(() => verify(stripe, header(time, right.replace('v1=', 'v0=')))).toThrow(missing);
    expect(() => verify(stripe, header(right))).toThrow(missing);
    expect(() => verify(stripe, header(time, time, right))).toThrow(invalid);
    expect(() => verify(stripe, header('t=1', time, right))).toThrow(invalid);
  });

  test('may hold sixteen, which bounds the work', () => {
    expect(verify(stripe, header(time, ...Array(15).fill(wrong), right)).signedAtMs).toBe(noon);
    expect(() => verify(stripe, header(time, ...Array(16).fill(wrong), right))).toThrow(invalid);
  });

  test('of Standard Webhooks is separated by blanks', () => {
    const standard = signRequest(standardWebhooks, requestOf(), {
      secret: 'whsec_c2VjcmV0',
      now: noon,
      values: { id: 'msg_1' },
    });
    const listed = withHeader(
      standard,
      'webhook-signature',
      `v1a,x ${standard.headers['webhook-signature']} v2,y`,
    );
    expect(verifySignature(standardWebhooks, listed, { secrets: 'whsec_c2VjcmV0', clock })).toEqual({
      signedAtMs: noon,
      values: { id: 'msg_1' },
    });
  });
});

describe('a signed time', () => {
  const at = (value: string) => {
    const request = withHeader(requestOf(), 'x-time', value);
    const signature = createHmac('sha256', secrets).update(value).update(request.rawBody);
    return withHeader(request, 'x-signature', signature.digest('base64'));
  };
  const scheme = (unit: 'seconds' | 'milliseconds' | 'iso'): HmacScheme => ({
    ...zendesk,
    timestamp: { header: 'x-time', unit },
    signature: { header: 'x-signature' },
  });

  test.for([
    ['seconds', String(noon / 1000)],
    ['milliseconds', String(noon)],
    ['iso', '2026-11-21T09:30:00Z'],
    ['iso', '2026-11-21T09:30:00.000Z'],
    ['iso', '2026-11-21T10:30:00+01:00'],
  ] as const)('in %s may be %s', ([unit, value]) => {
    expect(verify(scheme(unit), at(value)).signedAtMs).toBe(noon);
  });

  test.for([
    ...[
      'soon',
      '-1795253400',
      '+1795253400',
      '1e400',
      '1795253400.5',
      ' 1795253400',
      '1795253400 ',
      '01795253400',
    ],
    ...[
      '1795253400\n',
      '0x6b0167d8',
      '99999999999999999999',
      'NaN',
      'Infinity',
      '١٧٩٥٢٥٣٤٠٠',
      '1795253400,1',
    ],
  ])('in seconds may not be %j, however well it is signed', (value) => {
    expect(() => verify(scheme('seconds'), at(value))).toThrow(invalid);
  });

  test.for([
    '2026-11-21',
    '2026-11-21 09:30:00Z',
    '2026-11-21T09:30:00',
    '2026-13-21T09:30:00Z',
    'Sat, 21 Nov 2026 09:30:00 GMT',
  ])('in ISO may not be %j', (value) => expect(() => verify(scheme('iso'), at(value))).toThrow(invalid));

  test('may be further away where the caller says so', () => {
    const request = signRequest(slack, requestOf(), { secret: secrets, now: noon - 3_600_000 });
    const options = { secrets, clock, toleranceMs: 3_600_000 };
    expect(verifySignature(slack, request, options).signedAtMs).toBe(noon - 3_600_000);
    expect(() => verifySignature(slack, request, { ...options, toleranceMs: Number.NaN })).toThrow(
      TouchlineError,
    );
  });

  test('of a forged request is not judged: the forgery is', () => {
    const request = signRequest(slack, requestOf(), { secret: 'another', now: 0 });
    expect(() => verify(slack, request)).toThrow(invalid);
  });

  test('that the signature does not cover makes the scheme invalid, and is never trusted', () => {
    const unsigned: HmacScheme = { ...shopify, timestamp: { header: 'x-time', unit: 'seconds' } };
    const request = withHeader(sign(shopify, requestOf()), 'x-time', String(noon / 1000));
    expect(() => verify(unsigned, request)).toThrow(misconfigured);
    expect(() => verify({ ...unsigned, signed: ({ body }) => body }, request)).toThrow(misconfigured);
    expect(verify(shopify, request).signedAtMs).toBeUndefined();
  });
});

describe('a secret', () => {
  const signed = sign(shopify, requestOf());

  test('may be sealed', () => {
    expect(verifySignature(shopify, signed, { secrets: [new Secret('old'), new Secret(secrets)] })).toEqual({
      values: {},
    });
  });

  test.for([[[]], [''], ['  '], [new Secret('')], [[secrets, '']], [undefined as unknown as string]])(
    'may not be missing or empty: %j',
    ([given = []]) =>
      expect(() => verifySignature(shopify, signed, { secrets: given })).toThrow(misconfigured),
  );

  test('of a scheme with encoded keys must be so encoded, with or without prefix', () => {
    for (const bad of ['whsec_', 'whsec_%%%', 'whsec_A', 'not base64 at all'])
      expect(() =>
        verifySignature(standardWebhooks, sign(standardWebhooks, requestOf()), { secrets: bad }),
      ).toThrow(misconfigured);
    const request = signRequest(standardWebhooks, requestOf(), {
      secret: 'c2VjcmV0cw==',
      now: noon,
      values: { id: 'm' },
    });
    for (const good of ['c2VjcmV0cw==', 'whsec_c2VjcmV0cw==', 'whsec_c2VjcmV0cw'])
      expect(verifySignature(standardWebhooks, request, { secrets: good, clock }).values).toEqual({
        id: 'm',
      });
  });

  test('may not be derived to nothing', () => {
    const scheme: HmacScheme = { ...shopify, key: () => new Uint8Array() };
    expect(() => verify(scheme, signed)).toThrow(misconfigured);
  });

  test('of the wrong kind is told apart from a wrong signature', () => {
    const { verify: publicKey } = keyPairOf(vendorSchemes.discord, new Uint8Array(32));
    expect(() => verifySignature(shopify, signed, { secrets: publicKey })).toThrow(misconfigured);
    const request = withHeader(requestOf(), 'x-twilio-email-event-webhook-signature', 'AAAA');
    const timed = withHeader(request, 'x-twilio-email-event-webhook-timestamp', '1');
    expect(() => verifySignature(sendgrid, timed, { secrets: publicKey })).toThrow(misconfigured);
    expect(() => verifySignature(sendgrid, timed, { secrets: 'AAAA' })).toThrow(misconfigured);
  });

  test('that is a sealed public key is judged by each scheme anew, however often it was the right one', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sealed = new Secret(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
    const pem: SignatureScheme = { ...sendgrid, key: 'pem' };
    const request = signRequest(pem, requestOf(), { secret: pair.privateKey, now: noon });
    const again = () => verifySignature(pem, request, { secrets: sealed, clock });
    expect([again().signedAtMs, again().signedAtMs]).toEqual([noon, noon]);
    const other: SignatureScheme = { ...pem, algorithm: 'ed25519' };
    expect(() => verifySignature(other, request, { secrets: sealed, clock })).toThrow(misconfigured);
    expect(again().signedAtMs).toBe(noon);
    const forged = { ...request, rawBody: new TextEncoder().encode('{}') };
    expect(() => verifySignature(pem, forged, { secrets: sealed, clock })).toThrow(invalid);
  });
});

describe('what no type has checked', () => {
  const request = sign(shopify, requestOf({ body: '{}' }));

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no kind', {}],
    ['a misspelt kind', { ...shopify, kind: 'hmack' }],
    ['a misspelt encoding', { ...shopify, encoding: 'base46' }],
    ['a misspelt algorithm', { ...shopify, algorithm: 'sha-2560' }],
    ['no place for the signature', { ...shopify, signature: undefined }],
    ['bytes that are none', { ...shopify, signed: () => undefined }],
  ])('is a scheme by which nothing is verified, nor signed: %s', (_what, scheme) => {
    expect(() => verify(shopify, request)).not.toThrow();
    expect(() => verify(scheme as never, request)).toThrow(misconfigured);
    expect(() => sign(scheme as never, request)).toThrow();
  });

  test.each<[string, object]>([
    ['no body', { rawBody: undefined }],
    ['no headers', { headers: undefined }],
    ['a header that is a list', { headers: { 'x-shopify-hmac-sha256': ['sentinel'] } }],
  ])('is a request that is not let through, whatever it throws inside: %s', (_what, change) => {
    const given = { ...request, ...change } as never;
    expect(() => verify(shopify, given)).toThrow(misconfigured);
    expect(() => verify(shopify, given)).not.toThrow('sentinel');
  });
});

describe('a scheme', () => {
  test('whose template names what it does not have is invalid', () => {
    const request = sign(shopify, requestOf());
    for (const signed of ['{bdoy}', '{timestamp}.{body}', '{secret}{body}', '{constructor}'])
      expect(() => verify({ ...shopify, signed }, request)).toThrow(misconfigured);
  });

  test('that hashes without a secret, or signs no hash of the body that it names, is invalid', () => {
    const request = withHeader(requestOf(), 'x-hubspot-signature', 'ab');
    expect(() => verify({ ...vendorSchemes.hubspotV1, signed: '{body}' }, request)).toThrow(misconfigured);
    expect(() => verify({ ...vendorSchemes.hubspotV1, signed: () => '' }, request)).toThrow(misconfigured);
    expect(() => verify({ ...twilioJson, signed: '{body}' }, sign(twilioJson, requestOf()))).toThrow(
      misconfigured,
    );
  });

  test('whose function fails on a request refuses it, and lets nothing of what was thrown out', () => {
    const scheme: HmacScheme = { ...shopify, signed: ({ url }) => decodeURIComponent(url) };
    const request = { ...sign(shopify, requestOf()), url: 'https://shop.example.com/%zz' };
    expect(() => verify(scheme, request)).toThrow(invalid);
    expect(() => verify(scheme, request)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });

  test('keeps its parts apart: a value that holds the separator cannot take bytes from its neighbour', () => {
    const secret = 'c2VjcmV0';
    const honest = signRequest(standardWebhooks, requestOf({ body: `${noon / 1000}.{}` }), {
      secret,
      now: noon,
      values: { id: 'm' },
    });
    const moved = withHeader({ ...honest, rawBody: Buffer.from('{}') }, 'webhook-id', `m.${noon / 1000}`);
    expect(verifySignature(standardWebhooks, honest, { secrets: secret, clock }).values).toEqual({ id: 'm' });
    expect(() => verifySignature(standardWebhooks, moved, { secrets: secret, clock })).toThrow(invalid);
  });
});

describe('the body', () => {
  test('is hashed as it came: unicode escapes, a trailing CRLF, a byte order mark and broken UTF-8 all count', () => {
    const bodies = [
      '{"name":"\\u00e4\\/"}',
      '{"name":"ä/"}',
      '[{}]\r\n',
      '[{}]\n',
      '[{}]',
      '\ufeff[{}]',
      '[{}]\0',
    ];
    const all = [
      ...bodies.map((body) => Buffer.from(body)),
      Buffer.from([0xff, 0xfe]),
      Buffer.from([0xef, 0xbf, 0xbd]),
    ];
    for (const signedBody of all) {
      const signed = sign(shopify, requestOf({ rawBody: signedBody }));
      const accepted = all.filter((rawBody) => accepts(shopify, { ...signed, rawBody }));
      expect(accepted).toEqual([signedBody]);
    }
  });

  test('may be a window into a larger buffer', () => {
    const window = Buffer.from('xx{"id":1}xx').subarray(2, -2);
    expect(accepts(shopify, { ...sign(shopify, requestOf({ body: '{"id":1}' })), rawBody: window })).toBe(
      true,
    );
  });
});

describe('the URL', () => {
  const form = 'CallSid=CA1&To=%2B18005551212&To=%2B18005551212&Digits=12&Digits=3';
  const signedAt = (url: string) => sign(twilioForm, requestOf({ url, body: form }));

  test('is accepted with and without the default port where the scheme lists both', () => {
    const withPort = signedAt('https://shop.example.com:443/sms?a=1');
    const without = signedAt('https://shop.example.com/sms?a=1');
    for (const { headers } of [withPort, without]) {
      expect(accepts(twilioForm, { ...withPort, headers })).toBe(true);
      expect(accepts(twilioForm, { ...without, headers })).toBe(true);
      expect(accepts(twilioForm, { ...without, url: 'http://shop.example.com/sms?a=1', headers })).toBe(
        false,
      );
      expect(accepts(twilioForm, { ...without, url: 'https://shop.example.com/sms?a=2', headers })).toBe(
        false,
      );
    }
  });

  test('counts letter by letter where the scheme lists no spellings: port, percent case, slash, order of the query', () => {
    const signed = sign(square, requestOf({ url: 'https://shop.example.com/a%2fb?x=1&y=2' }));
    for (const url of [
      'https://shop.example.com:443/a%2fb?x=1&y=2',
      'https://shop.example.com/a%2Fb?x=1&y=2',
      'https://shop.example.com/a%2fb/?x=1&y=2',
      'https://shop.example.com/a%2fb?y=2&x=1',
      'https://SHOP.example.com/a%2fb?x=1&y=2',
    ])
      expect(() => verify(square, { ...signed, url })).toThrow(invalid);
  });

  test('may have its percent escapes in either case where the scheme lists both', () => {
    const scheme: HmacScheme = {
      ...square,
      urls: (url) => [url, url.replace(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase())],
    };
    const signed = sign(square, requestOf({ url: 'https://shop.example.com/a%2Fb' }));
    expect(accepts(scheme, { ...signed, url: 'https://shop.example.com/a%2fb' })).toBe(true);
  });

  test('is the public one where a proxy rewrote it, with the query that came', () => {
    const signed = sign(square, requestOf({ url: 'https://shop.example.com/hooks?a=1' }));
    const rewritten = { ...signed, url: 'http://10.0.0.7:8080/internal?a=1' };
    expect(() => verify(square, rewritten)).toThrow(invalid);
    expect(
      verifySignature(square, rewritten, { secrets, publicUrl: 'https://shop.example.com/hooks' }),
    ).toEqual({ values: {} });
  });

  test('decodes only the listed escapes where the documentation says so', () => {
    const { hubspotV3 } = vendorSchemes;
    const url = 'https://shop.example.com/a?next=https%3A%2F%2Fx.example%2F%20y';
    const request = requestOf({ url, headers: { 'x-hubspot-request-timestamp': String(noon) } });
    const message = `POSThttps://shop.example.com/a?next=https://x.example/%20y{"id":"evt_1"}${noon}`;
    const signature = createHmac('sha256', secrets).update(message).digest('base64');
    expect(accepts(hubspotV3, withHeader(request, 'x-hubspot-signature-v3', signature))).toBe(true);
  });
});

describe('form parameters that are signed', () => {
  test('count once where the same pair is repeated, and each where its values differ', () => {
    const body = 'To=%2B1&Digits=3&Digits=12&To=%2B1';
    const signature = createHmac('sha1', secrets)
      .update('https://shop.example.com/smsDigits12Digits3To+1')
      .digest('base64');
    const request = requestOf({
      url: 'https://shop.example.com/sms',
      body,
      headers: { 'x-twilio-signature': signature },
    });
    expect(accepts(twilioForm, request)).toBe(true);
    expect(accepts(twilioForm, { ...request, rawBody: Buffer.from('To=%2B1&Digits=3') })).toBe(false);
    expect(accepts(twilioForm, { ...request, rawBody: Buffer.from(`${body}&Digits=4`) })).toBe(false);
  });

  test('are covered through a hash in the URL where the body is JSON: once, and the right one', () => {
    const signed = sign(twilioJson, requestOf());
    expect(signed.url).toMatch(/\?tenant=7&bodySHA256=[0-9a-f]{64}$/);
    expect(() => verify(twilioJson, { ...signed, rawBody: Buffer.from('{}') })).toThrow(invalid);
    expect(() => verify(twilioJson, sign(square, requestOf()))).toThrow(missing);
    const twice = { ...requestOf(), url: `${signed.url}&bodySHA256=00` };
    const { headers } = signRequest(
      { ...twilioJson, bodyDigest: undefined } as unknown as HmacScheme,
      twice,
      { secret: secrets, now: noon },
    );
    expect(() => verify(twilioJson, { ...twice, headers })).toThrow(invalid);
  });
});

describe('a body whose items are signed one by one', () => {
  const secret = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056';
  const itemOf = (pspReference: string) => {
    const item = { pspReference, eventCode: 'AUTHORISATION', success: 'true' };
    const hmacSignature = signatureOf(adyen, requestOf(), { secret, now: noon, item });
    return { NotificationRequestItem: { ...item, additionalData: { hmacSignature } } };
  };
  const check = (notificationItems: unknown) =>
    verifySignature(adyen, requestOf({ body: JSON.stringify({ notificationItems }) }), { secrets: secret });

  test('verifies when every item does', () => {
    expect(check([itemOf('1'), itemOf('2')])).toEqual({ values: {} });
  });

  test('does not verify when one item is forged, unsigned, of another shape, or borrows a signature', () => {
    const forged = { NotificationRequestItem: { ...itemOf('1').NotificationRequestItem, success: 'false' } };
    const unsigned = { NotificationRequestItem: { pspReference: '3' } };
    for (const bad of [
      forged,
      unsigned,
      {},
      null,
      7,
      { NotificationRequestItem: null },
      itemOf('1').NotificationRequestItem,
    ])
      expect(() => check([itemOf('1'), bad])).toThrow(TouchlineError);
    const rooted = { ...itemOf('1').NotificationRequestItem, notificationItems: [{}] };
    expect(() =>
      verifySignature(adyen, requestOf({ body: JSON.stringify(rooted) }), { secrets: secret }),
    ).toThrow(missing);
  });

  test('does not verify when there are no items at all', () => {
    for (const items of [[], {}, null, undefined, 'x']) expect(() => check(items)).toThrow(missing);
  });
});

describe('whatever comes', () => {
  const signatureHeaders = Object.values(allSchemes).flatMap((scheme) =>
    'signature' in scheme && 'header' in scheme.signature ? [scheme.signature.header] : [],
  );
  const headerNames = [
    'authorization',
    'x-slack-request-timestamp',
    'webhook-id',
    'webhook-timestamp',
    ...signatureHeaders,
  ];
  const values = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.base64String({ maxLength: 100 }),
    fc.stringMatching(/^(t=\d{1,12},)?(v0|v1|sha256|h1)=[0-9a-f]{0,64}$/),
    fc.constantFrom(
      'Bearer a.b.c',
      'Basic !!',
      'Basic eDp5',
      'Bearer e30.e30.AAAA',
      '1795253400',
      `v1,${'A'.repeat(43)}=`,
    ),
  );
  const hostile = fc.record({
    method: fc.constantFrom('POST', 'GET'),
    url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()),
    headers: fc.dictionary(fc.oneof(fc.constantFrom(...headerNames), fc.string()), values),
    rawBody: fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map((json) => Uint8Array.from(Buffer.from(json))),
    ),
  });

  test.for(Object.keys(allSchemes))('%s refuses it with an error of the family', (name) => {
    const scheme = schemeNamed(name);
    const { verify: key } = keyPairOf(scheme, new Uint8Array(32).fill(3));
    fc.assert(
      fc.property(hostile, (request) => {
        expect(() => verifySignature(scheme, request, { secrets: key, clock })).toThrow(TouchlineError);
      }),
      { seed: 20261121, numRuns: 60 },
    );
  });

  test.for(Object.keys(allSchemes))(
    '%s prints neither the secret nor what was sent when it refuses',
    (name) => {
      const scheme = schemeNamed(name);
      const { sign: right } = keyPairOf(scheme, new Uint8Array(32).fill(4));
      const { verify: wrong } = keyPairOf(scheme, new Uint8Array(32).fill(5));
      const request = signedRequest(name, Buffer.from('field=sensitive'), right);
      const shown = inspect(
        errorOf(() => verifySignature(scheme, request, { secrets: wrong, clock })),
        { showHidden: true },
      );
      const sent = Object.values(request.headers)
        .flatMap((value) => value.split(/[ ,=]/))
        .filter((part) => part.length > 12);
      for (const value of [...sent, 'sensitive', ...(typeof wrong === 'string' ? [wrong] : [])])
        expect(shown).not.toContain(value);
    },
  );
});

const errorOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

const accepts = (scheme: SignatureScheme, request: WebhookRequest): boolean =>
  !(errorOf(() => verify(scheme, request)) instanceof TouchlineError);
