import { TouchlineError, type WebhookRequest } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import authorisation from './fixtures/authorisation.json' with { type: 'json' };
import { createReceiver, endpoint, receiveWith } from './fixtures/harness.ts';

const { sandbox, connector } = createReceiver();
const good = sandbox.signItems([authorisation], endpoint);
const text = Buffer.from(good.rawBody).toString();

const withBody = (rawBody: Uint8Array): WebhookRequest => ({ ...good, rawBody });
const codeOf = (request: WebhookRequest): Promise<string> =>
  receiveWith(connector, request).then(
    ({ failed }) => failed[0]?.error.code ?? 'accepted',
    (thrown: unknown) => (TouchlineError.isInstance(thrown) ? thrown.code : 'not of the family'),
  );

describe('a body that is not as it should be', () => {
  it.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(), 'webhook.body_malformed'],
    ['truncated', good.rawBody.subarray(0, 100), 'webhook.body_malformed'],
    ['of 10 MB', Buffer.alloc(10_000_000, 0x20), 'webhook.body_too_large'],
    ['nested deeply', Buffer.from('['.repeat(100_000)), 'webhook.body_malformed'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'webhook.body_malformed'],
    ['UTF-16', Buffer.from(text, 'utf16le'), 'webhook.body_malformed'],
    ['an array', Buffer.from('[]'), 'webhook.signature_missing'],
    ['null', Buffer.from('null'), 'webhook.signature_missing'],
    ['of items that are none', Buffer.from('{"notificationItems":[null,7]}'), 'webhook.signature_missing'],
    ['of a prototype', Buffer.from('{"__proto__":{"notificationItems":[{}]}}'), 'webhook.signature_missing'],
  ])('is refused with a code where it is %s', async (_, body, code) => {
    expect(await codeOf(withBody(body))).toBe(code);
  });

  it('counts with its last value where a key is there twice', async () => {
    const twice = text.replace('"pspReference":', '"pspReference":"FORGED","pspReference":');
    const { events } = await receiveWith(connector, withBody(Buffer.from(twice)));
    expect(events[0]?.subject).toBe('QFQTPCQ8HXSKGK82');
    const last = text.replace('"success":"true"', '"success":"true","success":"false"');
    expect(await codeOf(withBody(Buffer.from(last)))).toBe('webhook.signature_invalid');
  });

  it('is read whatever its content type says', async () => {
    const headers = { ...good.headers, 'content-type': 'text/plain; charset=iso-8859-1' };
    expect(await codeOf({ ...good, headers })).toBe('accepted');
  });

  it.each([
    ['lone surrogates', { merchantReference: '\ud800' }],
    [
      'a prototype for a reference',
      { merchantReference: '__proto__', additionalData: JSON.parse('{"__proto__":{"a":1}}') },
    ],
    ['an amount that is no number', { amount: { value: '10', currency: 'EUR' } }],
    ['an event code of 10 000 letters', { eventCode: 'X'.repeat(10_000) }],
  ])('ends in no exception with %s in it', async (_, changes) => {
    const request = sandbox.signItems([{ ...authorisation, ...changes }], endpoint);
    expect(await codeOf(request)).toMatch(/^(accepted|webhook\.(payload_invalid|signature_invalid))$/);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('is of a method that Adyen does not use', async () => {
    expect(await codeOf({ ...good, method: 'GET' })).toBe('webhook.method_not_allowed');
  });
});
