import { inspect } from 'node:util';
import { TouchlineError } from '@touchline/core';
import { manualClock, serveFetch } from '@touchline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkoutUrl } from './config.ts';
import { adyen } from './connector.ts';
import { apiKey, createSender, hmacKey, merchantAccount } from './fixtures/harness.ts';

type Sender = Awaited<ReturnType<typeof createSender>>;

let sender: Sender;
beforeAll(async () => {
  sender = await createSender();
});
afterAll(() => sender.close());

const rejectionOf = (work: Promise<unknown>): Promise<TouchlineError> =>
  work.then(
    () => expect.unreachable('It did not fail.'),
    (thrown: unknown) => {
      expect(TouchlineError.isInstance(thrown)).toBe(true);
      return thrown as TouchlineError;
    },
  );

const errorOf = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  sender.sandbox.answerNext({ status, body, headers });
  return rejectionOf(sender.connector.actions.cancelPayment({ paymentId: 'QFQTPCQ8HXSKGK82' }));
};

const error = (errorCode: string, errorType = 'validation', message = 'No.') => ({
  status: 422,
  errorCode,
  errorType,
  message,
});

describe('what an answer of Adyen means', () => {
  it.each<[number, unknown, Record<string, string>, string, string, string | undefined]>([
    [400, error('702'), {}, 'http.rejected', 'reject', '702'],
    [401, error('000', 'security'), {}, 'http.unauthorized', 'reauthorize', '000'],
    [403, error('010', 'security'), {}, 'http.unauthorized', 'reauthorize', '010'],
    [403, error('901', 'security'), {}, 'http.unauthorized', 'reauthorize', '901'],
    [422, error('901'), {}, 'http.unauthorized', 'reauthorize', '901'],
    [422, error('167'), {}, 'http.rejected', 'reject', '167'],
    [422, error('704'), {}, 'http.server_error', 'retry', '704'],
    [422, error('905'), { 'transient-error': 'true' }, 'http.server_error', 'retry', '905'],
    [404, '', {}, 'http.rejected', 'reject', undefined],
    [429, {}, { 'retry-after': '7' }, 'http.rate_limited', 'retry', undefined],
    [500, error('905', 'internal'), {}, 'http.server_error', 'retry', '905'],
    [
      503,
      '<html><h1>Unavailable</h1></html>',
      { 'content-type': 'text/html' },
      'http.server_error',
      'retry',
      undefined,
    ],
    [422, error('__proto__', 'constructor'), {}, 'http.rejected', 'reject', '__proto__'],
    [201, { status: 'received' }, {}, 'http.response_invalid', 'reject', undefined],
  ])('%i with %o and %o', async (status, body, headers, code, disposition, vendorCode) => {
    const failure = await errorOf(status, body, headers);
    expect({ code: failure.code, disposition: failure.disposition }).toEqual({ code, disposition });
    expect(failure).toMatchObject({ connector: 'adyen', vendorStatus: status });
    expect(failure.vendorCode).toBe(vendorCode);
    expect(failure.retryAfterMs).toBe('retry-after' in headers ? 7_000 : undefined);
  });

  it('is refused credentials for another key', async () => {
    const other = await createSender({ apiKey: 'AQE-another-key-altogether' });
    const failure = await rejectionOf(other.connector.actions.cancelPayment({ paymentId: 'X' }));
    await other.close();
    expect(failure).toMatchObject({ disposition: 'reauthorize', vendorStatus: 401 });
    expect(failure.message).not.toContain('another-key');
  });
});

describe('an answer that never comes', () => {
  it('is tried again with the same key, which makes that safe', async () => {
    const clock = manualClock();
    let arrive: (request: Request) => void = () => {};
    const arrived = new Promise<Request>((resolve) => {
      arrive = resolve;
    });
    const server = await serveFetch((request) => {
      arrive(request);
      return new Promise(() => {});
    });
    const connector = adyen(
      { apiKey, merchantAccount, baseUrl: server.url },
      { clock, http: { timeoutMs: 5_000 } },
    );
    const failing = rejectionOf(
      connector.actions.cancelPayment({ paymentId: 'X' }, { idempotencyKey: 'key-1' }),
    );
    expect((await arrived).headers.get('idempotency-key')).toBe('key-1');
    await clock.advance(5_000);
    expect(await failing).toMatchObject({ code: 'http.timeout', disposition: 'retry' });
    await server.close();
    await connector.close();
  });
});

describe('no error', () => {
  it('shows a secret or a person, even when Adyen repeats them', async () => {
    const failure = await errorOf(422, error('102', 'validation', `ada@example.com (${apiKey})`));
    const shown = [
      String(failure),
      JSON.stringify(failure),
      inspect(failure, { depth: 9, showHidden: true }),
    ].join();
    expect(shown).toContain('102');
    expect(shown).not.toContain(apiKey);
    expect(shown).not.toContain('ada@example.com');
  });

  it('of the config shows a key', () => {
    expect(() => adyen({ apiKey, hmacKey, merchantAccount, live: hmacKey as never })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.not.stringContaining(hmacKey) }),
    );
  });
});

describe('the Checkout API', () => {
  it('is that of the test environment unless a live prefix is given', () => {
    expect(checkoutUrl({ baseUrl: undefined, liveEndpointPrefix: undefined })).toBe(
      'https://checkout-test.adyen.com/v71',
    );
    expect(checkoutUrl({ baseUrl: undefined, liveEndpointPrefix: '1797a841fbb37ca7-AdyenDemo' })).toBe(
      'https://1797a841fbb37ca7-AdyenDemo-checkout-live.adyenpayments.com/checkout/v71',
    );
    const liveEndpointPrefix = 'evil.example.com/';
    expect(() => adyen({ apiKey, merchantAccount, liveEndpointPrefix })).toThrow('must be the prefix alone');
  });
});
