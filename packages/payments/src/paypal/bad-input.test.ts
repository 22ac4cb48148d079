import { TouchlineError, type WebhookRequest } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { createPair, endpoint, receiveWith } from './fixtures/harness.ts';
import resources from './fixtures/resources.json' with { type: 'json' };

const { capture } = resources;

const { sandbox, connector } = createPair();
const event = (resource: unknown, more: object = {}) =>
  JSON.stringify({ id: 'WH-1', event_type: 'PAYMENT.CAPTURE.COMPLETED', resource, ...more });

const codeOf = (request: WebhookRequest): Promise<string> =>
  receiveWith(connector, request).then(
    ({ failed }) => failed[0]?.error.code ?? 'accepted',
    (thrown: unknown) => (TouchlineError.isInstance(thrown) ? thrown.code : 'not of the family'),
  );

describe('a body that is not as it should be', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'webhook.body_malformed'],
    ['truncated', event(capture).slice(0, 100), 'webhook.body_malformed'],
    ['nested deeply', '['.repeat(100_000), 'webhook.body_malformed'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'webhook.body_malformed'],
    ['UTF-16', Buffer.from(event(capture), 'utf16le'), 'webhook.body_malformed'],
    ['an array', '[]', 'webhook.payload_invalid'],
    ['null', 'null', 'webhook.payload_invalid'],
    ['without a resource', event(undefined), 'webhook.payload_invalid'],
    ['of a prototype', '{"__proto__":{"id":"WH-1","event_type":"X"}}', 'webhook.payload_invalid'],
    [
      'an amount that is a number',
      event({ ...capture, amount: { currency_code: 'EUR', value: 10 } }),
      'webhook.payload_invalid',
    ],
    [
      'an amount of 10 000 digits',
      event({ ...capture, amount: { currency_code: 'EUR', value: '1'.repeat(10_000) } }),
      'webhook.payload_invalid',
    ],
    [
      'a type of 10 000 letters',
      event(capture, { event_type: 'X'.repeat(10_000) }),
      'webhook.payload_invalid',
    ],
    ['lone surrogates', event({ ...capture, invoice_id: '\ud800' }), 'accepted'],
    ['keys that are there twice', event(capture).replace('"id":', '"id":"WH-0","id":'), 'accepted'],
    ['keys of prototypes', event({ ...capture, links: [{ __proto__: { a: 1 } }] }), 'accepted'],
  ])('ends with a code where it is %s', async (_, body, code) => {
    expect(await codeOf(sandbox.sign(body, endpoint))).toBe(code);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('of 10 MB is refused before anything is done with it', async () => {
    const request = sandbox.sign(event(capture), endpoint);
    expect(await codeOf({ ...request, rawBody: Buffer.alloc(10_000_000, 0x20) })).toBe(
      'webhook.body_too_large',
    );
    expect(await codeOf({ ...request, method: 'GET' })).toBe('webhook.method_not_allowed');
  });

  it('is read whatever its content type says, but a form', async () => {
    const request = sandbox.sign(event(capture), endpoint);
    const typed = (type: string) => ({ ...request, headers: { ...request.headers, 'content-type': type } });
    expect(await codeOf(typed('text/plain; charset=iso-8859-1'))).toBe('accepted');
    expect(await codeOf(typed('application/x-www-form-urlencoded'))).toBe('webhook.payload_invalid');
  });
});
