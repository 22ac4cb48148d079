import { inspect } from 'node:util';
import { TouchlineError } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { paypal } from './connector.ts';
import { clientId, clientSecret, createPair } from './fixtures/harness.ts';

const rejectionOf = (work: Promise<unknown>): Promise<TouchlineError> =>
  work.then(
    () => expect.unreachable('It did not fail.'),
    (thrown: unknown) => {
      expect(TouchlineError.isInstance(thrown)).toBe(true);
      return thrown as TouchlineError;
    },
  );

/** The error of a payment that PayPal answers in this way. */
const errorOf = async (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const { sandbox, actions } = createPair();
  sandbox.answerNext({ status, body, headers }, { path: '/v2/checkout/orders' });
  // A 401 is tried once more with a new token.
  sandbox.answerNext({ status, body, headers }, { path: '/v2/checkout/orders' });
  return rejectionOf(actions.createPayment({ amount: { amountMinor: 100, currency: 'EUR' } }));
};

const error = (name: string, issue?: string, description = 'No.') => ({
  name,
  message: 'Not performed.',
  debug_id: 'f0a1',
  ...(issue && { details: [{ issue, description }] }),
});

describe('what an answer of PayPal means', () => {
  it.each<[number, unknown, Record<string, string>, string, string, string | undefined]>([
    [
      400,
      error('INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER'),
      {},
      'http.rejected',
      'reject',
      'MISSING_REQUIRED_PARAMETER',
    ],
    [
      401,
      { error: 'invalid_token', error_description: 'No.' },
      {},
      'http.unauthorized',
      'reauthorize',
      'invalid_token',
    ],
    [
      403,
      error('NOT_AUTHORIZED', 'PERMISSION_DENIED'),
      {},
      'http.unauthorized',
      'reauthorize',
      'PERMISSION_DENIED',
    ],
    [
      404,
      error('RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'),
      {},
      'http.rejected',
      'reject',
      'INVALID_RESOURCE_ID',
    ],
    [
      409,
      error('RESOURCE_CONFLICT', 'PREVIOUS_REQUEST_IN_PROGRESS'),
      {},
      'http.server_error',
      'retry',
      'PREVIOUS_REQUEST_IN_PROGRESS',
    ],
    [409, error('RESOURCE_CONFLICT'), {}, 'http.server_error', 'retry', 'RESOURCE_CONFLICT'],
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED'),
      {},
      'http.rejected',
      'reject',
      'INSTRUMENT_DECLINED',
    ],
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'DUPLICATE_INVOICE_ID'),
      {},
      'http.rejected',
      'reject',
      'DUPLICATE_INVOICE_ID',
    ],
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'ORDER_COMPLETION_IN_PROGRESS'),
      {},
      'http.server_error',
      'retry',
      'ORDER_COMPLETION_IN_PROGRESS',
    ],
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'PAYEE_ACCOUNT_RESTRICTED'),
      {},
      'http.unauthorized',
      'reauthorize',
      'PAYEE_ACCOUNT_RESTRICTED',
    ],
    [422, error('__proto__', 'constructor'), {}, 'http.rejected', 'reject', 'constructor'],
    [
      429,
      error('RATE_LIMIT_REACHED'),
      { 'retry-after': '7' },
      'http.rate_limited',
      'retry',
      'RATE_LIMIT_REACHED',
    ],
    [500, error('INTERNAL_SERVER_ERROR'), {}, 'http.server_error', 'retry', 'INTERNAL_SERVER_ERROR'],
    [
      503,
      '<html><h1>Unavailable</h1></html>',
      { 'content-type': 'text/html' },
      'http.server_error',
      'retry',
      undefined,
    ],
    [201, { id: 'O' }, {}, 'http.response_invalid', 'reject', undefined],
  ])('%i with %o and %o', async (status, body, headers, code, disposition, vendorCode) => {
    const failure = await errorOf(status, body, headers);
    expect({ code: failure.code, disposition: failure.disposition }).toEqual({ code, disposition });
    expect(failure).toMatchObject({ connector: 'paypal', vendorStatus: status });
    expect(failure.vendorCode).toBe(vendorCode);
    expect(failure.retryAfterMs).toBe('retry-after' in headers ? 7_000 : undefined);
  });

  it('is that the route waits when PayPal gives no token', async () => {
    const { actions, sandbox } = createPair({ clientSecret: 'wrong' });
    const failure = await rejectionOf(actions.getPayment({ paymentId: 'O' }));
    expect(failure).toMatchObject({
      disposition: 'reauthorize',
      vendorCode: 'invalid_client',
      connector: 'paypal',
    });
    expect(sandbox.calls.map(({ path }) => path)).toEqual(['/v1/oauth2/token']);
  });
});

describe('no error', () => {
  it('shows a secret or a person, even when PayPal repeats them', async () => {
    const said = `ada@example.com (${clientSecret}, A21AA-sandbox-token-1)`;
    const failure = await errorOf(422, error('UNPROCESSABLE_ENTITY', 'TRANSACTION_REFUSED', said));
    const shown = [
      String(failure),
      JSON.stringify(failure),
      inspect(failure, { depth: 9, showHidden: true }),
    ].join();
    expect(shown).toContain('TRANSACTION_REFUSED');
    for (const secret of [clientSecret, 'A21AA-sandbox-token', 'ada@example.com'])
      expect(shown).not.toContain(secret);
  });

  it('of the config shows the secret', () => {
    expect(() => paypal({ clientId, clientSecret, environment: clientSecret as never })).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.not.stringContaining(clientSecret) }),
    );
  });
});
