import { inspect } from 'node:util';
import { TouchlineError } from '@touchline/core';
import { manualClock, serveFetch } from '@touchline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripe } from './connector.ts';
import { apiKey, createSender } from './fixtures/harness.ts';

type Sender = Awaited<ReturnType<typeof createSender>>;

let sender: Sender;
beforeAll(async () => {
  sender = await createSender();
});
afterAll(() => sender.close());

const amount = { amountMinor: 4_990, currency: 'EUR' };

/** The error of a payment that Stripe answers in this way. */
const errorOf = async (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<TouchlineError> => {
  sender.sandbox.answerNext({ status, body, headers });
  return rejectionOf(sender.connector.actions.createPayment({ amount }));
};

const rejectionOf = (work: Promise<unknown>): Promise<TouchlineError> =>
  work.then(
    () => expect.unreachable('It did not fail.'),
    (thrown: unknown) => {
      expect(TouchlineError.isInstance(thrown)).toBe(true);
      return thrown as TouchlineError;
    },
  );

const error = (type: string, code?: string, more = {}) => ({
  error: { type, code, message: 'No.', ...more },
});

describe('what an answer of Stripe means', () => {
  it.each([
    [
      400,
      error('invalid_request_error', 'parameter_missing'),
      {},
      'http.rejected',
      'reject',
      'parameter_missing',
    ],
    [400, error('idempotency_error'), {}, 'http.rejected', 'reject', 'idempotency_error'],
    [
      400,
      error('invalid_request_error', 'secret_key_required'),
      {},
      'http.unauthorized',
      'reauthorize',
      'secret_key_required',
    ],
    [
      401,
      error('invalid_request_error', 'api_key_expired'),
      {},
      'http.unauthorized',
      'reauthorize',
      'api_key_expired',
    ],
    [
      401,
      error('invalid_request_error'),
      { 'stripe-should-retry': 'false' },
      'http.unauthorized',
      'reauthorize',
      'invalid_request_error',
    ],
    [
      402,
      error('card_error', 'card_declined'),
      { 'stripe-should-retry': 'false' },
      'http.rejected',
      'reject',
      'card_declined',
    ],
    [
      403,
      error('invalid_request_error', 'account_invalid'),
      {},
      'http.unauthorized',
      'reauthorize',
      'account_invalid',
    ],
    [
      404,
      error('invalid_request_error', 'resource_missing'),
      {},
      'http.rejected',
      'reject',
      'resource_missing',
    ],
    [
      409,
      error('idempotency_error', 'idempotency_key_in_use'),
      {},
      'http.server_error',
      'retry',
      'idempotency_key_in_use',
    ],
    [409, error('invalid_request_error'), {}, 'http.server_error', 'retry', 'invalid_request_error'],
    [
      409,
      error('invalid_request_error'),
      { 'stripe-should-retry': 'false' },
      'http.rejected',
      'reject',
      'invalid_request_error',
    ],
    [424, error('api_error'), {}, 'http.server_error', 'retry', 'api_error'],
    [429, error('invalid_request_error', 'lock_timeout'), {}, 'http.rate_limited', 'retry', 'lock_timeout'],
    [
      429,
      error('invalid_request_error', 'rate_limit'),
      { 'retry-after': '7' },
      'http.rate_limited',
      'retry',
      'rate_limit',
    ],
    [500, error('api_error'), {}, 'http.server_error', 'retry', 'api_error'],
    [
      500,
      error('api_error'),
      { 'idempotent-replayed': 'true' },
      'delivery.ambiguous',
      'ambiguous',
      'api_error',
    ],
    [
      500,
      error('api_error'),
      { 'stripe-should-retry': 'false' },
      'delivery.ambiguous',
      'ambiguous',
      'api_error',
    ],
    [
      503,
      '<html><body><h1>Service Unavailable</h1></body></html>',
      { 'content-type': 'text/html' },
      'http.server_error',
      'retry',
      undefined,
    ],
    [
      400,
      error('invalid_request_error'),
      { 'stripe-should-retry': 'true' },
      'http.server_error',
      'retry',
      'invalid_request_error',
    ],
    [400, { error: 'what is this?' }, {}, 'http.rejected', 'reject', undefined],
    [400, error('constructor', '__proto__'), {}, 'http.rejected', 'reject', '__proto__'],
  ])('%i with %o and %o', async (status, body, headers, code, disposition, vendorCode) => {
    const failure = await errorOf(status, body, headers as Record<string, string>);
    expect({ code: failure.code, disposition: failure.disposition }).toEqual({ code, disposition });
    expect(failure).toMatchObject({ connector: 'stripe', vendorStatus: status });
    expect(failure.vendorCode).toBe(vendorCode);
    expect(failure.retryAfterMs).toBe('retry-after' in headers ? 7_000 : undefined);
  });

  it('is a decline with the reason of the bank', async () => {
    const paymentMethodId = 'pm_card_visa_chargeDeclinedInsufficientFunds';
    const failure = await rejectionOf(sender.connector.actions.createPayment({ amount, paymentMethodId }));
    expect(failure).toMatchObject({ code: 'http.rejected', vendorStatus: 402, vendorCode: 'card_declined' });
    expect(failure.message).toMatch(/Your card has insufficient funds\. \(insufficient_funds\)$/);
  });

  it('is a replayed decline when the same key is sent again', async () => {
    const pay = () =>
      rejectionOf(
        sender.connector.actions.createPayment(
          { amount, paymentMethodId: 'pm_card_visa_chargeDeclined' },
          { idempotencyKey: 'key-declined' },
        ),
      );
    const payments = sender.sandbox.payments.size;
    expect((await pay()).vendorCode).toBe('card_declined');
    expect((await pay()).vendorCode).toBe('card_declined');
    expect(sender.sandbox.payments.size).toBe(payments + 1);
  });

  it('is a rejection when a key is used for something else', async () => {
    const { createPayment } = sender.connector.actions;
    await createPayment({ amount }, { idempotencyKey: 'key-reused' });
    const other = { amountMinor: 1, currency: 'EUR' };
    const failure = await rejectionOf(createPayment({ amount: other }, { idempotencyKey: 'key-reused' }));
    expect(failure).toMatchObject({ disposition: 'reject', vendorCode: 'idempotency_error' });
  });

  it('is refused credentials for another key', async () => {
    const other = await createSender({ apiKey: 'sk_test_another_key_altogether' });
    const failure = await rejectionOf(other.connector.actions.getPayment({ paymentId: 'pi_1' }));
    await other.close();
    expect(failure).toMatchObject({ code: 'http.unauthorized', disposition: 'reauthorize' });
    expect(failure.message).not.toContain('another_key');
  });

  it('is an invalid response when a success has no payment in it', async () => {
    sender.sandbox.answerNext({ status: 200, body: { id: 'pi_1' } });
    const failure = await rejectionOf(sender.connector.actions.getPayment({ paymentId: 'pi_1' }));
    expect(failure.code).toBe('http.response_invalid');
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
    const connector = stripe({ apiKey, baseUrl: server.url }, { clock, http: { timeoutMs: 5_000 } });
    const failing = rejectionOf(connector.actions.createPayment({ amount }, { idempotencyKey: 'key-1' }));
    expect((await arrived).headers.get('idempotency-key')).toBe('key-1');
    await clock.advance(5_000);
    expect(await failing).toMatchObject({ code: 'http.timeout', disposition: 'retry' });
    await server.close();
    await connector.close();
  });
});

describe('no error', () => {
  it('shows a secret or a person, even when Stripe repeats them', async () => {
    const message = `No such customer: ada@example.com (key ${apiKey})`;
    const failure = await errorOf(404, error('invalid_request_error', 'resource_missing', { message }));
    const shown = [
      String(failure),
      JSON.stringify(failure),
      inspect(failure, { depth: 9, showHidden: true }),
    ].join();
    expect(shown).toContain('resource_missing');
    expect(shown).not.toContain(apiKey);
    expect(shown).not.toContain('ada@example.com');
  });

  it('of the config shows the key', () => {
    expect(() => stripe({ apiKey, account: apiKey })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.not.stringContaining(apiKey) }),
    );
  });
});
