import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nowMs, publicKey, receiver, signed, typesOf } from './fixtures/account.ts';
import { callInitiated } from './fixtures/webhooks.ts';

const receive = receiver();
const refusal = (code: string) => expect.objectContaining({ name: 'SignatureError', code });
const another = generateKeyPairSync('ed25519');
const pemOf = (key: typeof another.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('a webhook of Telnyx’s', () => {
  test('is taken', async () => {
    expect(typesOf(await receive(signed(callInitiated)))).toEqual(['call.initiated']);
  });

  test('is taken under either key while keys are exchanged', async () => {
    const newKey = another.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64');
    const both = receiver({ publicKey: [newKey, publicKey] });
    expect(typesOf(await both(signed(callInitiated)))).toEqual(['call.initiated']);
    expect(typesOf(await both(signed(callInitiated, { key: pemOf(another.privateKey) })))).toEqual([
      'call.initiated',
    ]);
  });

  test.each([-300_000, 300_000])('is taken %d ms from its time', async (skewMs) => {
    expect(typesOf(await receive(signed(callInitiated, { now: nowMs + skewMs })))).toEqual([
      'call.initiated',
    ]);
  });
});

describe('a webhook that is not to be trusted', () => {
  test.each([-301_000, 301_000])('of %d ms from now', async (skewMs) => {
    await expect(receive(signed(callInitiated, { now: nowMs + skewMs }))).rejects.toThrow(
      refusal('webhook.timestamp_stale'),
    );
  });

  test.each(['telnyx-signature-ed25519', 'telnyx-timestamp'])('without %s', async (name) => {
    const { [name]: _, ...headers } = signed(callInitiated).headers;
    await expect(receive({ ...signed(callInitiated), headers })).rejects.toThrow(
      refusal('webhook.signature_missing'),
    );
  });

  test.each([
    ['signed with another key', signed(callInitiated, { key: pemOf(another.privateKey) })],
    ['whose body was changed', { ...signed(callInitiated), rawBody: Buffer.from('{}') }],
    [
      'whose time was changed',
      {
        ...signed(callInitiated),
        headers: { ...signed(callInitiated).headers, 'telnyx-timestamp': String(nowMs / 1_000 + 1) },
      },
    ],
    [
      'whose time is written otherwise',
      {
        ...signed(callInitiated),
        headers: { ...signed(callInitiated).headers, 'telnyx-timestamp': new Date(nowMs).toISOString() },
      },
    ],
    [
      'with two signatures',
      {
        ...signed(callInitiated),
        headers: {
          ...signed(callInitiated).headers,
          'telnyx-signature-ed25519': `${signed(callInitiated).headers['telnyx-signature-ed25519']}, AAAA`,
        },
      },
    ],
  ])('%s', async (_, request) => {
    await expect(receive(request)).rejects.toThrow(refusal('webhook.signature_invalid'));
  });

  test('that comes by GET', async () => {
    await expect(receive({ ...signed(callInitiated), method: 'GET' })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.method_not_allowed' }),
    );
  });
});

describe('an authentic webhook that cannot be read', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each([
    ['nothing', ''],
    ['half of it', '{"data":{"event_type":"call.init'],
    ['nesting without end', deep],
    ['a lone surrogate', '{"data":{"event_type":"call.hangup","id":"\\ud800","payload":{}}}'],
    ['a payload that is none', '{"data":{"event_type":"call.hangup","id":"1","payload":[]}}'],
    ['a call without an id', '{"data":{"event_type":"call.hangup","id":"1","payload":{"from":"+1"}}}'],
    [
      'a message to nobody',
      '{"data":{"event_type":"message.received","id":"1","payload":{"id":"1","from":{"phone_number":"+1"},"to":[]}}}',
    ],
  ])('(%s) is acknowledged and kept with a code, and gives no event', async (_, body) => {
    const { events, failed, reply } = await receive(signed(body));
    expect({ events, status: reply.status, codes: failed.map(({ error }) => error.code) }).toEqual({
      events: [],
      status: 200,
      codes: [expect.stringMatching(/^webhook\.(body_malformed|payload_invalid)$/)],
    });
  });

  test.each([
    ['no object', '7', 'unknown'],
    ['a prototype', '{"data":{"__proto__":{"event_type":"call.hangup"}}}', 'unknown'],
    ['a name from Object’s prototype', '{"data":{"event_type":"constructor"}}', 'constructor'],
    ['a name that is none', '{"data":{"event_type":"a b\\n"}}', 'unknown'],
  ])('(%s) is counted', async (_, body, name) => {
    const { events, ignored, failed } = await receive(signed(body));
    // Core's parser refuses a key `__proto__` altogether; either way nothing is taken over from it.
    expect(events).toEqual([]);
    expect(failed.length > 0 || ignored.includes(name)).toBe(true);
  });

  test('of 10 MB is refused before it is looked at', async () => {
    const request = signed('{}');
    await expect(receive({ ...request, rawBody: Buffer.alloc(10_000_000, 32) })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.body_too_large' }),
    );
  });
});
