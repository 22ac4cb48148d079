import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import { createSteppedClock } from './fixtures/stepped-clock.ts';
import { createHttpClient, type HttpClientOptions } from './http-client.ts';
import type { PreparedRequest, RawResponse } from './transport.ts';

/** A client whose requests are noted, and answered in turn. */
const clientOf = (
  options: Omit<HttpClientOptions, 'clock' | 'send'> & Partial<Pick<HttpClientOptions, 'clock'>>,
  answers: readonly { readonly status: number; readonly text?: string }[] = [{ status: 200 }],
) => {
  const sent: PreparedRequest[] = [];
  const http = createHttpClient({
    clock: systemClock,
    baseUrl: 'https://api.vendor.example/v1',
    random: () => 0,
    ...options,
    send: async (request): Promise<RawResponse> => {
      const { status, text = '' } = answers[sent.length] ?? { status: 200 };
      sent.push(request);
      return { status, headers: {}, body: Buffer.from(text) };
    },
  });
  return { http, sent };
};

const macOf = (text: string): string => createHmac('sha256', 'k3y').update(text).digest('hex');

test('what is signed is the request as it goes on the wire, and the signature goes along', async () => {
  const { http, sent } = clientOf({
    headers: { 'x-version': '4' },
    sign: ({ method, url, headers, body }) => ({
      authorization: macOf(
        `${method} ${url} ${headers['content-type']} ${headers['x-version']} ${String(body)}`,
      ),
    }),
  });
  await http.post('/orders', { json: { amount: 1 }, query: { q: 'ä' } });
  const text =
    'POST https://api.vendor.example/v1/orders?q=%C3%A4 application/json 4 123,34,97,109,111,117,110,116,34,58,49,125';
  expect(sent[0]?.headers).toMatchObject({ authorization: macOf(text), 'x-version': '4' });
});

test('every attempt is signed anew, at its own time', async () => {
  const clock = createSteppedClock(1_000, { skipUnderMs: 1_000 });
  const { http, sent } = clientOf({ clock, sign: async (_, { nowMs }) => ({ 'x-signed-at': nowMs }) }, [
    { status: 503 },
    { status: 200 },
  ]);
  await http.get('/orders');
  expect(sent.map(({ headers }) => headers['x-signed-at'])).toEqual(['1000', '1050']);
});

test('an outside URL is not signed', async () => {
  const { http, sent } = clientOf({ sign: () => ({ authorization: 'signature' }) });
  await http.get('https://files.example.com/key.pem');
  expect(sent[0]?.headers).not.toHaveProperty('authorization');
});

test('a signature that a vendor echoes is not told', async () => {
  const { http } = clientOf({ sign: () => ({ authorization: 'HMAC 5fa00fa31553b73e' }) }, [
    { status: 400, text: 'wrong signature 5fa00fa31553b73e' },
  ]);
  await expect(http.get('/orders')).rejects.toThrow(
    expect.objectContaining({ code: 'http.rejected', message: expect.not.stringContaining('5fa00fa3') }),
  );
});

test('a signer that throws ends the call before anything is sent', async () => {
  const stale = new TouchlineError('http.unauthorized', 'The credentials have run out.');
  for (const [thrown, code] of [
    [stale, 'http.unauthorized'],
    [new Error('secret k3y'), 'delivery.unexpected'],
  ] as const) {
    const { http, sent } = clientOf({
      sign: () => {
        throw thrown;
      },
    });
    await expect(http.get('/orders')).rejects.toThrow(
      expect.objectContaining({ code, message: expect.not.stringContaining('k3y') }),
    );
    expect(sent).toEqual([]);
  }
});

test('a signer that takes too long ends with the call', async () => {
  const controller = new AbortController();
  const { http, sent } = clientOf({ sign: () => new Promise(() => {}) });
  const call = http.get('/orders', { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
  expect(sent).toEqual([]);
});
