import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TouchlineError } from '../errors/touchline-error.ts';
import { requestOf } from './fixtures/signed-request.ts';
import { vendorSchemes } from './fixtures/vendor-schemes.ts';
import {
  hubSignature256,
  type SignatureScheme,
  standardWebhooks,
  verifySignature,
  type WebhookRequest,
} from './index.ts';

interface KnownAnswer {
  readonly scheme: SignatureScheme;
  readonly secret: string;
  readonly request: WebhookRequest;
  readonly now?: number;
  /** Whether the signature covers the URL. Default: it does not. */
  readonly signsUrl?: boolean;
  /**
   * Whether the signature covers the bytes of the body, only the fields in it, or nothing of it. Default: its
   * bytes.
   */
  readonly signsBody?: 'bytes' | 'fields' | 'nothing';
}

const published: Readonly<Record<string, KnownAnswer>> = {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  'X-Hub-Signature-256, as printed in its documentation': {
    scheme: hubSignature256,
    secret: "It's a Secret to Everybody",
    request: requestOf({
      body: 'Hello, World!',
      headers: {
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
    }),
  },
  // https://developers.hubspot.com/docs/faq/v2-request-validation
  'HubSpot v2 of a GET, as printed in its documentation': {
    scheme: vendorSchemes.hubspotV2,
    secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
    request: requestOf({
      method: 'GET',
      url: 'https://www.example.com/webhook_uri',
      body: '',
      headers: { 'x-hubspot-signature': 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e' },
    }),
    signsUrl: true,
  },
};

const corpus = new URL('../../../../../shared/webhook-corpus/known-answer-vectors.json', import.meta.url);
const hasCorpus = existsSync(corpus);

interface Vector extends Readonly<Record<string, string>> {}

const vectors: readonly Vector[] = hasCorpus ? JSON.parse(readFileSync(corpus, 'utf8')) : [];

/** How each vendor's vector in the corpus becomes a request. */
const readers: Readonly<Record<string, (vector: Vector) => KnownAnswer>> = {
  sendgrid: (vector) => ({
    scheme: vendorSchemes.sendgrid,
    secret: text(vector, 'publicKey'),
    now: Number(vector.timestamp) * 1000,
    request: requestOf({
      body: text(vector, 'body'),
      headers: {
        'x-twilio-email-event-webhook-signature': text(vector, 'signature'),
        'x-twilio-email-event-webhook-timestamp': text(vector, 'timestamp'),
      },
    }),
  }),
  twilio: (vector) => ({
    scheme: vector.body === undefined ? vendorSchemes.twilioForm : vendorSchemes.twilioJson,
    secret: text(vector, 'authToken'),
    signsUrl: true,
    request: requestOf({
      url: text(vector, 'url'),
      body: vector.body ?? new URLSearchParams(vector.params).toString(),
      headers: { 'x-twilio-signature': text(vector, 'signature') },
    }),
  }),
  slack: (vector) => ({
    scheme: vendorSchemes.slack,
    secret: text(vector, 'secret'),
    now: Number(vector.timestamp) * 1000,
    request: requestOf({
      body: text(vector, 'body'),
      headers: {
        'x-slack-signature': text(vector, 'signature'),
        'x-slack-request-timestamp': text(vector, 'timestamp'),
      },
    }),
  }),
  adyen: (vector) => {
    const [pspReference, , merchantAccountCode, merchantReference, value, currency, eventCode, success] =
      text(vector, 'dataToSign').split(':');
    const item = {
      pspReference,
      merchantAccountCode,
      merchantReference,
      amount: { value: Number(value), currency },
      eventCode,
      success,
      additionalData: { hmacSignature: vector.signature },
    };
    return {
      signsBody: 'fields',
      scheme: vendorSchemes.adyen,
      secret: text(vector, 'hmacKeyHex'),
      request: requestOf({
        body: JSON.stringify({ notificationItems: [{ NotificationRequestItem: item }] }),
      }),
    };
  },
  hubspot: (vector) => ({
    scheme: vector.url === undefined ? vendorSchemes.hubspotV1 : vendorSchemes.hubspotV2,
    secret: text(vector, 'clientSecret'),
    signsUrl: vector.url !== undefined,
    request: requestOf({
      body: text(vector, 'body'),
      ...(vector.url !== undefined && { url: vector.url }),
      headers: { 'x-hubspot-signature': text(vector, 'signature') },
    }),
  }),
  square: (vector) => ({
    scheme: vendorSchemes.square,
    secret: text(vector, 'signatureKey'),
    signsUrl: true,
    request: requestOf({
      url: text(vector, 'notificationUrl'),
      body: text(vector, 'body'),
      headers: { 'x-square-hmacsha256-signature': text(vector, 'signature') },
    }),
  }),
  line: (vector) => ({
    scheme: vendorSchemes.line,
    secret: text(vector, 'channelSecret'),
    request: requestOf({
      body: text(vector, 'body'),
      headers: { 'x-line-signature': text(vector, 'signature') },
    }),
  }),
  plivo: (vector) => ({
    scheme: vendorSchemes.plivoV2,
    secret: text(vector, 'authToken'),
    signsBody: 'nothing',
    signsUrl: true,
    request: requestOf({
      url: text(vector, 'url'),
      body: '',
      headers: {
        'x-plivo-signature-v2': text(vector, 'signature'),
        'x-plivo-signature-v2-nonce': text(vector, 'nonce'),
      },
    }),
  }),
  'github/meta (X-Hub-Signature-256)': (vector) => ({
    scheme: hubSignature256,
    secret: text(vector, 'secret'),
    request: requestOf({
      body: text(vector, 'body'),
      headers: { 'x-hub-signature-256': text(vector, 'signature') },
    }),
  }),
  'standard-webhooks/svix': (vector) => ({
    scheme: standardWebhooks,
    secret: text(vector, 'secret'),
    now: Number(vector.timestamp) * 1000,
    request: requestOf({
      body: text(vector, 'body'),
      headers: {
        'webhook-id': text(vector, 'id'),
        'webhook-timestamp': text(vector, 'timestamp'),
        'webhook-signature': text(vector, 'signature'),
      },
    }),
  }),
};

const text = (vector: Vector, name: string): string => {
  const value = vector[name];
  if (value === undefined) throw new RangeError(`The vector of ${vector.vendor} has no ${name}.`);
  return value;
};

const answerOf = (vector: Vector): KnownAnswer => {
  const reader = readers[text(vector, 'vendor')];
  if (!reader) throw new RangeError(`Nobody reads the vector of ${vector.vendor}.`);
  return reader(vector);
};

const verify = ({ scheme, secret, now = 0 }: KnownAnswer, request: WebhookRequest) =>
  verifySignature(scheme, request, { secrets: secret, clock: { now: () => now } });

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_ ,.:'];

/** Every text that differs from one in a single character. */
function* oneCharacterOff(original: string): Generator<string> {
  for (const [index, character] of [...original].entries())
    for (const other of [String.fromCharCode(character.charCodeAt(0) ^ 1), ...alphabet])
      if (other !== character) yield original.slice(0, index) + other + original.slice(index + 1);
}

/** Every body that differs from one in the lowest or the highest bit of a single byte. */
function* oneByteOff(original: Uint8Array): Generator<Uint8Array> {
  for (const index of original.keys())
    for (const bit of [0x01, 0x80])
      yield original.map((byte, position) => (position === index ? byte ^ bit : byte));
}

/** Every body that is one byte longer or shorter at its end. */
function* oneByteMore(original: Uint8Array): Generator<Uint8Array> {
  if (original.byteLength > 0) yield original.subarray(0, -1);
  for (const byte of ['\n', ' ', '\0']) yield Buffer.concat([original, Buffer.from(byte)]);
}

const promises = (answer: KnownAnswer): void => {
  const { request, signsBody = 'bytes' } = answer;
  verify(answer, request);
  if (signsBody !== 'nothing')
    for (const rawBody of oneByteOff(request.rawBody))
      expect(() => verify(answer, { ...request, rawBody })).toThrow(TouchlineError);
  if (signsBody === 'bytes')
    for (const rawBody of oneByteMore(request.rawBody))
      expect(() => verify(answer, { ...request, rawBody })).toThrow(TouchlineError);
  for (const [name, value] of Object.entries(request.headers))
    for (const changed of oneCharacterOff(value))
      expect(() => verify(answer, { ...request, headers: { ...request.headers, [name]: changed } })).toThrow(
        TouchlineError,
      );
  if (answer.signsUrl)
    for (const url of oneCharacterOff(request.url))
      expect(() => verify(answer, { ...request, url })).toThrow(TouchlineError);
  expect(() => verify({ ...answer, secret: `${answer.secret}0` }, request)).toThrow(TouchlineError);
};

describe('a published signature verifies, and nothing that differs from it in one byte', () => {
  test.for(Object.entries(published))('%s', ([, answer]) => promises(answer));
});

describe.skipIf(!hasCorpus)(
  'each known answer of the corpus verifies (skipped: ../shared is not here)',
  () => {
    test('there are thirteen of them', () => expect(vectors).toHaveLength(13));

    test.for(vectors.map((vector) => [`${vector.vendor}: ${vector.scheme}`, vector] as const))(
      '%s, and nothing that differs from it in one byte',
      ([, vector]) => promises(answerOf(vector)),
    );
  },
);
