import { isSkip, reactionTools, touchpointCatalogue } from '@touchline/core';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { CreatePaymentInput, GetPaymentOutput } from '../contract.ts';
import { createPair, sent } from './fixtures/harness.ts';
import { completeApproved } from './reactions.ts';

type Pair = ReturnType<typeof createPair>;

let pair: Pair;
let actions: Pair['actions'];
beforeEach(() => {
  pair = createPair();
  actions = pair.actions;
});

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const calls = () => pair.sandbox.calls.filter(({ path }) => path !== '/v1/oauth2/token');
const lastCall = () => calls().at(-1);
const notSupported = expect.objectContaining({ code: 'action.not_supported' });
const inputInvalid = expect.objectContaining({ code: 'action.input_invalid' });
const charge = (input: Partial<CreatePaymentInput> = {}) =>
  actions.createPayment({ amount: eur(4_990), paymentMethodId: pair.sandbox.savePaymentMethod(), ...input });

describe('every call', () => {
  it('carries a token, which is fetched once, and the key under PayPal’s name', async () => {
    await actions.createPayment({ amount: eur(100) }, { idempotencyKey: 'key-1' });
    await actions.createPayment({ amount: eur(100) }, { idempotencyKey: 'key-2' });
    expect(pair.sandbox.calls.map(({ path }) => path)).toEqual([
      '/v1/oauth2/token',
      '/v2/checkout/orders',
      '/v2/checkout/orders',
    ]);
    expect(lastCall()?.headers).toMatchObject({
      authorization: 'Bearer A21AA-sandbox-token-1',
      'paypal-request-id': 'key-2',
      prefer: 'return=representation',
      'content-type': 'application/json',
    });
  });

  it('is made once more with a new token when its own was ended', async () => {
    await actions.createPayment({ amount: eur(100) });
    pair.sandbox.revokeTokens();
    await charge();
    expect(lastCall()?.headers.authorization).toBe('Bearer A21AA-sandbox-token-2');
    expect(pair.sandbox.orders.size).toBe(2);
  });

  it('is made once, however often the same key is sent', async () => {
    const input = { amount: eur(4_990), paymentMethodId: pair.sandbox.savePaymentMethod() };
    const options = { idempotencyKey: 'k'.repeat(200) };
    expect(await actions.createPayment(input, options)).toEqual(await actions.createPayment(input, options));
    expect(pair.sandbox.orders.size).toBe(1);
    expect(lastCall()?.headers['paypal-request-id']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has the types of the contract', () => {
    expectTypeOf(actions.createPayment).parameter(0).toEqualTypeOf<CreatePaymentInput>();
    expectTypeOf(actions.getPayment).returns.resolves.toEqualTypeOf<GetPaymentOutput>();
    expectTypeOf<keyof typeof actions>().toEqualTypeOf<
      | 'createPayment'
      | 'capturePayment'
      | 'cancelPayment'
      | 'refundPayment'
      | 'getPayment'
      | 'createCheckout'
      | 'completeOrder'
    >();
  });
});

describe('createPayment', () => {
  it('begins an order that the customer approves', async () => {
    const output = await actions.createPayment({
      amount: eur(4_990),
      orderId: '1042',
      customer: { id: 'cus_1001', email: 'ada@example.com' },
      description: 'Order 1042',
      returnUrl: 'https://shop.example.com/orders/1042',
    });
    expect(sent(lastCall())).toEqual({
      request: 'POST /v2/checkout/orders',
      json: {
        intent: 'CAPTURE',
        purchase_units: [
          {
            amount: { currency_code: 'EUR', value: '49.90' },
            invoice_id: '1042',
            custom_id: 'customer:cus_1001',
            description: 'Order 1042',
          },
        ],
        payment_source: {
          paypal: {
            email_address: 'ada@example.com',
            experience_context: {
              return_url: 'https://shop.example.com/orders/1042',
              cancel_url: 'https://shop.example.com/orders/1042',
              user_action: 'PAY_NOW',
            },
          },
        },
      },
    });
    expect(output).toEqual({
      paymentId: '5O190127TN0000001',
      status: 'requires_action',
      amount: eur(4_990),
      orderId: '1042',
      actionUrl: 'https://www.sandbox.paypal.com/checkoutnow?token=5O190127TN0000001',
      clientToken: '5O190127TN0000001',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('charges a saved wallet, and a saved card off session', async () => {
    const wallet = await charge();
    expect(sent(lastCall()).json.payment_source).toMatchObject({ paypal: { vault_id: expect.any(String) } });
    expect(wallet).toMatchObject({ status: 'succeeded', capturedAmount: eur(4_990) });
    const vaultId = pair.sandbox.savePaymentMethod();
    const card = await charge({ paymentMethodId: `card:${vaultId}`, offSession: true, capture: 'manual' });
    expect(sent(lastCall()).json).toMatchObject({
      intent: 'AUTHORIZE',
      payment_source: {
        card: {
          vault_id: vaultId,
          stored_credential: {
            payment_initiator: 'MERCHANT',
            payment_type: 'UNSCHEDULED',
            usage: 'SUBSEQUENT',
          },
        },
      },
    });
    expect(card).toMatchObject({ status: 'authorized', authorizedAmount: eur(4_990) });
  });

  it.each([
    ['INSTRUMENT_DECLINED', 'INSTRUMENT_DECLINED', 422],
    ['DECLINED', '5120', undefined],
  ] as const)(
    'is an error when it is declined with %s, though PayPal may answer 201',
    async (ending, code, status) => {
      const error = expect.objectContaining({
        code: 'http.rejected',
        disposition: 'reject',
        vendorCode: code,
      });
      const failing = charge({ paymentMethodId: pair.sandbox.savePaymentMethod(ending) });
      await expect(failing).rejects.toThrow(error);
      await expect(failing).rejects.toThrow(expect.objectContaining({ vendorStatus: status }));
    },
  );

  it('does not take the money of one order twice', async () => {
    await charge({ orderId: '1042' });
    await expect(charge({ orderId: '1042' })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reject', vendorCode: 'DUPLICATE_INVOICE_ID' }),
    );
  });

  it.each([
    ['JPY', 4_990, '4990'],
    ['HUF', 499_000, '4990'],
    ['TWD', 499_000, '4990'],
    ['USD', 5, '0.05'],
  ])('writes %s in the decimals of PayPal', async (currency, amountMinor, value) => {
    const output = await actions.createPayment({ amount: { amountMinor, currency } });
    expect(sent(lastCall()).json).toMatchObject({
      purchase_units: [{ amount: { currency_code: currency, value } }],
    });
    expect(output.amount).toEqual({ amountMinor, currency });
  });

  it.each([
    ['a fraction of a forint', { amount: { amountMinor: 150, currency: 'HUF' } }],
    ['off session without a payment method', { paymentMethodId: undefined, offSession: true }],
    ['a reference that is too long', { orderId: 'x'.repeat(128) }],
  ])('refuses %s before anything is sent', async (_, input) => {
    await expect(charge(input)).rejects.toThrow(inputInvalid);
    expect(pair.sandbox.calls).toEqual([]);
  });
});

describe('capturePayment', () => {
  it('collects all that is authorized, or a part', async () => {
    const { paymentId } = await charge({ capture: 'manual' });
    expect(await actions.capturePayment({ paymentId })).toMatchObject({
      status: 'succeeded',
      capturedAmount: eur(4_990),
    });
    const other = await charge({ capture: 'manual' });
    const output = await actions.capturePayment({ paymentId: other.paymentId, amount: eur(1_000) });
    expect(output).toMatchObject({ status: 'succeeded', amount: eur(4_990), capturedAmount: eur(1_000) });
    expect(sent(calls().at(-2)).json).toEqual({
      amount: { currency_code: 'EUR', value: '10.00' },
      final_capture: true,
    });
  });

  it('collects nothing twice, though it is asked with another key', async () => {
    const { paymentId } = await charge({ capture: 'manual' });
    const first = await actions.capturePayment({ paymentId });
    expect(await actions.capturePayment({ paymentId })).toEqual(first);
    expect(pair.sandbox.orders.get(paymentId)?.captures).toHaveLength(1);
  });

  it('collects an order that was approved, as a whole', async () => {
    const { paymentId } = await actions.createPayment({ amount: eur(4_990) });
    await expect(actions.capturePayment({ paymentId })).rejects.toThrow(
      expect.objectContaining({ vendorCode: 'ORDER_NOT_APPROVED' }),
    );
    pair.sandbox.approve(paymentId);
    await expect(actions.capturePayment({ paymentId, amount: eur(1_000) })).rejects.toThrow(notSupported);
    expect((await actions.capturePayment({ paymentId })).status).toBe('succeeded');
  });

  it('authorizes first what was approved for that', async () => {
    const { paymentId } = await actions.createPayment({ amount: eur(4_990), capture: 'manual' });
    pair.sandbox.approve(paymentId);
    const output = await actions.capturePayment({ paymentId, amount: eur(1_000) });
    expect(output).toMatchObject({ status: 'succeeded', capturedAmount: eur(1_000) });
  });

  it('takes no yen for euros', async () => {
    const { paymentId } = await charge({ capture: 'manual' });
    const amount = { amountMinor: 1_000, currency: 'JPY' };
    await expect(actions.capturePayment({ paymentId, amount })).rejects.toThrow(
      'The payment is in EUR, the amount in JPY.',
    );
  });
});

describe('cancelPayment', () => {
  it('releases what is authorized, once', async () => {
    const { paymentId } = await charge({ capture: 'manual' });
    const output = await actions.cancelPayment({ paymentId, reason: 'duplicate' });
    expect(output).toMatchObject({ paymentId, status: 'canceled', amount: eur(4_990) });
    expect(output.authorizedAmount).toBeUndefined();
    expect((await actions.cancelPayment({ paymentId })).status).toBe('canceled');
    expect(calls().filter(({ path }) => path.endsWith('/void'))).toHaveLength(1);
  });

  it.each([
    ['what waits for its customer', () => actions.createPayment({ amount: eur(100) })],
    ['what is collected', () => charge()],
  ])('has no way to cancel %s', async (_, make) => {
    const { paymentId } = await make();
    await expect(actions.cancelPayment({ paymentId })).rejects.toThrow(notSupported);
  });
});

describe('getPayment', () => {
  it('tells what came in and what went back', async () => {
    const { paymentId } = await charge({ orderId: '1042' });
    await actions.refundPayment({ paymentId, amount: eur(1_990) });
    expect(await actions.getPayment({ paymentId })).toMatchObject({
      status: 'succeeded',
      capturedAmount: eur(4_990),
      refundedAmount: eur(1_990),
      orderId: '1042',
    });
  });

  it.each([
    ['CREATED', 'requires_action'],
    ['PAYER_ACTION_REQUIRED', 'requires_action'],
    ['APPROVED', 'pending'],
    ['A_STATUS_OF_THE_FUTURE', 'pending'],
    ['VOIDED', 'canceled'],
  ])('reads %s as %s', async (status, expected) => {
    const purchase_units = [{ amount: { currency_code: 'EUR', value: '1.00' } }];
    pair.sandbox.answerNext({ status: 200, body: { id: 'O', status, purchase_units } }, { method: 'GET' });
    expect((await actions.getPayment({ paymentId: 'O' })).status).toBe(expected);
  });

  it('keeps an id within its place in the path', async () => {
    await expect(actions.getPayment({ paymentId: '../captures?x' })).rejects.toThrow();
    expect(lastCall()?.path).toBe('/v2/checkout/orders/..%2Fcaptures%3Fx');
  });
});

describe('refundPayment', () => {
  it('returns a part, then all that is left, and lets PayPal refuse more', async () => {
    const { paymentId } = await charge();
    const part = await actions.refundPayment({ paymentId, amount: eur(1_990), note: 'One cup was broken' });
    expect(sent(lastCall()).json).toEqual({ amount: { currency_code: 'EUR', value: '19.90' } });
    expect(part).toEqual({
      refundId: expect.any(String),
      paymentId,
      status: 'succeeded',
      amount: eur(1_990),
    });
    expect((await actions.refundPayment({ paymentId })).amount).toEqual(eur(3_000));
    await expect(actions.refundPayment({ paymentId })).rejects.toThrow(
      expect.objectContaining({ vendorCode: 'CAPTURE_FULLY_REFUNDED', disposition: 'reject' }),
    );
  });

  it('takes the id of a capture too, as events of disputes have it', async () => {
    const { paymentId } = await charge();
    const captureId = pair.sandbox.orders.get(paymentId)?.captures[0]?.id ?? '';
    expect(await actions.refundPayment({ paymentId: captureId })).toMatchObject({
      paymentId: captureId,
      amount: eur(4_990),
    });
  });

  it('returns nothing of what is not collected, nor in another currency', async () => {
    const { paymentId } = await charge({ capture: 'manual' });
    await expect(actions.refundPayment({ paymentId })).rejects.toThrow(notSupported);
    const amount = { amountMinor: 1, currency: 'JPY' };
    await expect(actions.refundPayment({ paymentId, amount })).rejects.toThrow(inputInvalid);
  });
});

describe('a checkout', () => {
  const open = () =>
    actions.createCheckout({
      lines: [
        { name: 'Teapot', unitAmount: eur(3_990) },
        { name: 'Cup & saucer', quantity: 2, unitAmount: eur(500), description: 'Blue' },
      ],
      orderId: '1042',
      customer: { id: 'cus_1001' },
      returnUrl: 'https://shop.example.com/orders/1042',
      cancelUrl: 'https://shop.example.com/cart',
    });

  it('is an order with its lines', async () => {
    const output = await open();
    expect(sent(lastCall()).json).toMatchObject({
      intent: 'CAPTURE',
      purchase_units: [
        {
          amount: {
            currency_code: 'EUR',
            value: '49.90',
            breakdown: { item_total: { currency_code: 'EUR', value: '49.90' } },
          },
          items: [
            { name: 'Teapot', quantity: '1', unit_amount: { currency_code: 'EUR', value: '39.90' } },
            { name: 'Cup & saucer', quantity: '2', unit_amount: { value: '5.00' }, description: 'Blue' },
          ],
        },
      ],
      payment_source: {
        paypal: {
          experience_context: { cancel_url: 'https://shop.example.com/cart', user_action: 'PAY_NOW' },
        },
      },
    });
    expect(output).toEqual({
      checkoutId: '5O190127TN0000001',
      paymentId: '5O190127TN0000001',
      url: 'https://www.sandbox.paypal.com/checkoutnow?token=5O190127TN0000001',
      amount: eur(4_990),
    });
  });

  it('is collected by the default reaction once it is approved, and leads to the order and the customer', async () => {
    const { checkoutId } = await open();
    pair.sandbox.approve(checkoutId);
    const [approved] = await pair.happened();
    expect(approved?.type).toBe('checkout.completed');
    const tools = { ...reactionTools<Pair['actions']>(['completeOrder']), config: { completeOrders: true } };
    const decided = completeApproved(approved as never, tools);
    expect(decided).toEqual({ action: 'completeOrder', input: { orderId: checkoutId } });

    expect(await actions.completeOrder({ orderId: checkoutId })).toMatchObject({ status: 'succeeded' });
    expect(await pair.happened()).toMatchObject([
      {
        type: 'payment.succeeded',
        data: { paymentId: checkoutId, orderId: '1042', customer: { id: 'cus_1001' } },
      },
    ]);
  });

  it('is completed once, whoever is first', async () => {
    const { checkoutId: orderId } = await open();
    pair.sandbox.approve(orderId);
    const first = await actions.completeOrder({ orderId });
    expect(await actions.completeOrder({ orderId })).toEqual(first);
    pair.sandbox.answerNext(
      { status: 422, body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'ORDER_ALREADY_CAPTURED' }] } },
      { method: 'POST' },
    );
    pair.sandbox.answerNext(
      {
        status: 200,
        body: { id: orderId, status: 'APPROVED', intent: 'CAPTURE', purchase_units: [] },
      },
      { method: 'GET' },
    );
    expect(await actions.completeOrder({ orderId })).toEqual(first);
    expect(pair.sandbox.orders.get(orderId)?.captures).toHaveLength(1);
  });

  it.each([
    ['not of PayPal', '/connectors/stripe', 'APPROVED', true],
    ['nothing to complete', '/connectors/paypal', 'COMPLETED', true],
    ['completeOrders is off', '/connectors/paypal', 'APPROVED', false],
  ])('is left alone: %s', (reason, source, paymentStatus, completeOrders) => {
    const event = touchpointCatalogue.create({
      type: 'checkout.completed',
      source,
      data: { checkoutId: 'O', paymentStatus },
    });
    const tools = { ...reactionTools<Pair['actions']>(['completeOrder']), config: { completeOrders } };
    const decided = completeApproved(event, tools);
    expect(isSkip(decided) && decided.skip).toBe(reason);
  });
});

describe('the connector', () => {
  it('checks its credentials and that its webhook exists', async () => {
    expect(await pair.connector.check?.()).toEqual({});
    expect(await createPair({ webhookId: undefined }).connector.check?.()).toEqual({});
    await expect(createPair({ webhookId: '2JE4291016473214C' }).connector.check?.()).rejects.toThrow();
    await expect(createPair({ clientSecret: 'wrong' }).connector.check?.()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize', vendorCode: 'invalid_client' }),
    );
  });

  it('says that it cannot erase', () => {
    expect(pair.connector.erase).toBeUndefined();
  });
});
