import { describe, expect, it } from 'vitest';
import { apiKey, createReceiver, endpoint, webhookSecret } from './fixtures/harness.ts';
import { stripeSandbox } from './sandbox.ts';

const call = async (
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${apiKey}` },
  sandbox = createReceiver().sandbox,
): Promise<{ status: number; headers: Headers; body: { error?: Record<string, unknown> } }> => {
  const request = new Request(`http://localhost${path}`, { method, headers, ...(body && { body }) });
  const response = await sandbox.fetch(request);
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
};

describe('the sandbox', () => {
  it.each([
    ['no key', {}],
    ['another key', { authorization: 'Bearer sk_test_other' }],
  ])('lets nobody in with %s', async (_, headers: Readonly<Record<string, string>>) => {
    const { status, body } = await call('GET', '/v1/account', undefined, headers);
    expect({ status, type: body.error?.type }).toEqual({ status: 401, type: 'invalid_request_error' });
    expect(JSON.stringify(body)).not.toContain('sk_test_other');
  });

  it.each([
    ['POST', '/v1/payment_intents', 'amount=1&currency=eur&colour=red', 400, 'parameter_unknown', 'colour'],
    ['POST', '/v1/payment_intents', 'currency=eur', 400, 'parameter_missing', 'amount'],
    ['POST', '/v1/payment_intents', 'amount=1.5&currency=eur', 400, 'parameter_invalid_integer', 'amount'],
    ['POST', '/v1/payment_intents', 'amount=5124&currency=kwd', 400, undefined, 'amount'],
    [
      'POST',
      '/v1/payment_intents',
      'amount=1&currency=eur&return_url=https://a.example',
      400,
      undefined,
      'return_url',
    ],
    [
      'POST',
      '/v1/payment_intents',
      'amount=1&currency=eur&customer=cus_1',
      404,
      'resource_missing',
      'customer',
    ],
    ['POST', '/v1/payment_intents/pi_1/capture', '', 404, 'resource_missing', 'intent'],
    ['POST', '/v1/refunds', 'charge=ch_1', 400, 'charge_not_refundable', undefined],
    ['POST', '/v1/customers', 'email=ada', 400, 'email_invalid', 'email'],
    ['POST', '/v1/customers', `metadata[${'k'.repeat(41)}]=v`, 400, undefined, 'metadata'],
    ['GET', '/v1/customers?__proto__=1', undefined, 400, 'parameter_unknown', '__proto__'],
    ['POST', '/v1/nothing', '', 404, undefined, undefined],
  ])('answers %s %s with %s as Stripe does', async (method, path, form, status, code, param) => {
    const answer = await call(method, path, form);
    expect({ status: answer.status, code: answer.body.error?.code, param: answer.body.error?.param }).toEqual(
      {
        status,
        code,
        param,
      },
    );
  });

  it('marks an answer that it gives again, and forgets what was refused before it began', async () => {
    const { sandbox } = createReceiver();
    const headers = { authorization: `Bearer ${apiKey}`, 'idempotency-key': 'key-1' };
    const create = (form: string) => call('POST', '/v1/payment_intents', form, headers, sandbox);
    expect((await create('amount=1')).status).toBe(400);
    const first = await create('amount=1&currency=eur');
    const again = await create('amount=1&currency=eur');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await create('amount=2&currency=eur')).body.error?.type).toBe('idempotency_error');
  });

  it('refuses a refund of more than is left, and one of nothing', async () => {
    const { sandbox } = createReceiver();
    const headers = { authorization: `Bearer ${apiKey}` };
    const post = (path: string, form: string) => call('POST', path, form, headers, sandbox);
    await post('/v1/payment_intents', 'amount=100&currency=eur&confirm=true&payment_method=pm_card_visa');
    const refund = (amount: string) => post('/v1/refunds', `payment_intent=pi_00000000000001${amount}`);
    expect((await refund('&amount=101')).body.error?.param).toBe('amount');
    expect((await refund('&amount=60')).status).toBe(200);
    expect((await refund('')).body).toMatchObject({ amount: 40 });
    expect((await refund('')).body.error?.code).toBe('charge_already_refunded');
  });

  it('lets a customer pay later, in the browser', async () => {
    const { sandbox } = createReceiver();
    const headers = { authorization: `Bearer ${apiKey}` };
    await call('POST', '/v1/payment_intents', 'amount=100&currency=eur', headers, sandbox);
    expect(sandbox.pay('pi_00000000000001', { email: 'ada@example.com' })).toMatchObject({
      status: 'succeeded',
    });
    expect(() => sandbox.pay('pi_00000000000001')).toThrow('answers 400');
    expect([...sandbox.charges.values()]).toMatchObject([{ billing_details: { email: 'ada@example.com' } }]);
    expect(sandbox.events.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    // A webhook that was asked for is not sent again with those that are due.
    sandbox.webhook({ type: 'payout.paid', object: {} }, endpoint);
    expect(sandbox.takeWebhooks(endpoint)).toHaveLength(3);
  });

  it('says the same things in the same order every time', () => {
    const play = () => {
      const { sandbox } = createReceiver();
      return sandbox.webhook({ type: 'payout.paid', object: { id: 'po_1' } }, endpoint);
    };
    expect(play()).toEqual(play());
  });

  it('answers with the fields that Stripe always gives', async () => {
    const sandbox = stripeSandbox({ apiKey, webhookSecret });
    const ask = async (method: string, path: string, form = '') => {
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/x-www-form-urlencoded',
      };
      const body = method === 'POST' ? { body: form } : {};
      const response = await sandbox.fetch(
        new Request(`https://api.stripe.com${path}`, { method, headers, ...body }),
      );
      return response.json();
    };
    const line = 'line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=100';
    const form = `amount=100&currency=eur&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true`;
    expect(await ask('POST', '/v1/payment_intents', form)).toMatchObject({
      automatic_payment_methods: { enabled: true },
      confirmation_method: 'automatic',
      latest_charge: { disputed: false },
    });
    expect(await ask('POST', '/v1/payment_intents', 'amount=100&currency=eur')).toMatchObject({
      automatic_payment_methods: null,
    });
    const query = encodeURIComponent("metadata['touchline_key']:'none'");
    expect(await ask('GET', `/v1/payment_intents/search?query=${query}`)).toMatchObject({
      object: 'search_result',
      next_page: null,
    });
    const checkout = `mode=payment&success_url=https://shop.example.com&${line}&line_items[0][price_data][product_data][name]=Teapot`;
    expect(await ask('POST', '/v1/checkout/sessions', checkout)).toMatchObject({
      automatic_tax: { enabled: false },
      custom_fields: [],
      payment_method_types: ['card'],
      shipping_options: [],
    });
  });
});
