import { signRequest } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { receiver, signedForm, typesOf, webhookUrl } from './fixtures/account.ts';
import { incomingCall, incomingSms } from './fixtures/forms.ts';
import { twilioJsonSignature } from './verify.ts';

const receive = receiver();
const refusal = (code: string) => expect.objectContaining({ name: 'SignatureError', code });

/** Published by Twilio's own library: twilio/twilio-node, spec/validation.spec.js. */
const published = {
  token: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  form: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
  formSignature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  json: '{"property": "value", "boolean": true}',
  jsonUrl:
    'https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
  jsonSignature: 'a9nBmqA0ju/hNViExpshrM61xv4=',
};

describe('a webhook of Twilio’s', () => {
  test.each([
    ['a form', published.url, published.form, 'application/x-www-form-urlencoded', published.formSignature],
    ['JSON', published.jsonUrl, published.json, 'application/json', published.jsonSignature],
  ])('%s with a signature that Twilio published is taken', async (_, url, body, contentType, signature) => {
    const received = await receiver({ authToken: published.token })({
      method: 'POST',
      url,
      headers: { 'content-type': contentType, 'x-twilio-signature': signature },
      rawBody: Buffer.from(body),
    });
    expect(received.reply.status).toBe(200);
    expect(received.events).toEqual([]);
  });

  test('is taken whether or not the URL was signed with its port', async () => {
    const signed = signedForm(incomingSms, { url: 'https://shop.example.com:443/hooks/twilio' });
    expect(typesOf(await receive({ ...signed, url: webhookUrl }))).toEqual(['message.received']);
  });

  test('is verified over publicUrl where a proxy changes the URL, with the query that Twilio called', async () => {
    const signed = signedForm(incomingSms, { url: `${webhookUrl}?step=2` });
    const inside = { ...signed, url: 'http://10.0.0.7:8080/twilio?step=2' };
    await expect(receive(inside)).rejects.toThrow(refusal('webhook.signature_invalid'));
    const received = await receiver({ publicUrl: `${webhookUrl}#rc=3&rp=all` })(inside);
    expect(typesOf(received)).toEqual(['message.received']);
  });

  test('is taken under the old token while it is rotated', async () => {
    const rotating = receiver({ authToken: ['token-sentinel-0002', 'token-sentinel-0001'] });
    expect(typesOf(await rotating(signedForm(incomingSms)))).toEqual(['message.received']);
  });

  test('a field that is sent twice counts once in the signature, and its last value is read', async () => {
    const pairs: [string, string][] = [...Object.entries(incomingSms), ['Body', 'Where is my order?']];
    expect(typesOf(await receive(signedForm(pairs)))).toEqual(['message.received']);
  });
});

describe('a webhook that is not to be trusted', () => {
  test('unsigned', async () => {
    const { 'x-twilio-signature': _, ...headers } = signedForm(incomingSms).headers;
    await expect(receive({ ...signedForm(incomingSms), headers })).rejects.toThrow(
      refusal('webhook.signature_missing'),
    );
  });

  test('signed with another token', async () => {
    await expect(receive(signedForm(incomingSms, { secret: 'wrong' }))).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test.each([
    [
      'a changed field',
      { rawBody: Buffer.from(new URLSearchParams({ ...incomingSms, Body: 'x' }).toString()) },
    ],
    ['a field more', { rawBody: Buffer.from(new URLSearchParams({ ...incomingSms, More: 'x' }).toString()) }],
    ['another URL', { url: 'https://shop.example.com/hooks/other' }],
    ['another query', { url: `${webhookUrl}?admin=1` }],
    [
      'a form that claims to be JSON',
      { headers: { ...signedForm(incomingSms).headers, 'content-type': 'application/json' } },
    ],
    [
      'no content type',
      { headers: { 'x-twilio-signature': signedForm(incomingSms).headers['x-twilio-signature'] ?? '' } },
    ],
  ])('%s', async (_, change) => {
    await expect(receive({ ...signedForm(incomingSms), ...change })).rejects.toThrow(
      expect.objectContaining({ name: 'SignatureError' }),
    );
  });

  test('a JSON body that is not the one whose hash was signed', async () => {
    const signed = signRequest(
      twilioJsonSignature,
      {
        method: 'POST',
        url: webhookUrl,
        headers: { 'content-type': 'application/json' },
        rawBody: Buffer.from('{"type":"com.twilio.messaging.message.sent"}'),
      },
      { secret: 'token-sentinel-0001', now: 0 },
    );
    expect((await receive(signed)).ignored).toEqual(['com.twilio.messaging.message.sent']);
    await expect(receive({ ...signed, rawBody: Buffer.from('{"type":"forged"}') })).rejects.toThrow(
      refusal('webhook.signature_invalid'),
    );
  });

  test('one that comes by GET', async () => {
    await expect(receive({ ...signedForm(incomingCall), method: 'GET' })).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.method_not_allowed' }),
    );
  });
});
