import { afterAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type {
  CreatePaymentInput,
  CreatePaymentOutput,
  RefundPaymentOutput,
  UpsertCustomerInput,
} from '../contract.ts';
import { createSender, sent } from './fixtures/harness.ts';

type Sender = Awaited<ReturnType<typeof createSender>>;

const opened: Sender[] = [];
let sender: Sender;
let actions: Sender['connector']['actions'];
const open = async (config: Parameters<typeof createSender>[0] = {}): Promise<Sender> => {
  const made = await createSender(config);
  opened.push(made);
  return made;
};

beforeEach(async () => {
  sender = await open();
  actions = sender.connector.actions;
});
afterAll(async () => {
  await Promise.all(opened.map(({ close }) => close()));
});

const dayMs = 24 * 60 * 60 * 1_000;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const lastCall = () => sender.sandbox.calls.at(-1);
const paid = (amount = eur(4_990)) => actions.createPayment({ amount, paymentMethodId: 'pm_card_visa' });
const reserved = () =>
  actions.createPayment({ amount: eur(4_990), paymentMethodId: 'pm_card_visa', capture: 'manual' });

describe('every call', () => {
  it('carries the key, the pinned version and, for a connected account, its id', async () => {
    const { connector, sandbox } = await open({ account: 'acct_1032D82eZvKYlo2C' });
    await connector.actions.createPayment({ amount: eur(100) }, { idempotencyKey: 'key-1' });
    expect(sandbox.calls[0]?.headers).toMatchObject({
      authorization: 'Bearer sk_test_51Abcdefghijklmnop',
      'stripe-version': '2026-08-26.dahlia',
      'stripe-account': 'acct_1032D82eZvKYlo2C',
      'idempotency-key': 'key-1',
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it('has the types of the contract', () => {
    expectTypeOf(actions.createPayment).parameter(0).toEqualTypeOf<CreatePaymentInput>();
    expectTypeOf(actions.createPayment).returns.resolves.toEqualTypeOf<CreatePaymentOutput>();
    expectTypeOf(actions.refundPayment).returns.resolves.toEqualTypeOf<RefundPaymentOutput>();
    expectTypeOf(actions.upsertCustomer).parameter(0).toEqualTypeOf<UpsertCustomerInput>();
    expectTypeOf<keyof typeof actions>().toEqualTypeOf<
      | 'createPayment'
      | 'capturePayment'
      | 'cancelPayment'
      | 'refundPayment'
      | 'getPayment'
      | 'createCheckout'
      | 'upsertCustomer'
    >();
  });

  it('ends when the caller gives up', async () => {
    const signal = AbortSignal.abort();
    await expect(actions.getPayment({ paymentId: 'pi_1' }, { signal })).rejects.toThrow('abort');
    expect(sender.sandbox.calls).toEqual([]);
  });
});

describe('createPayment', () => {
  it('begins a payment that the customer completes in the browser', async () => {
    const output = await actions.createPayment(
      {
        amount: eur(4_990),
        orderId: '1042',
        customer: { id: 'cus_1001', email: 'ada@example.com' },
        description: 'Order 1042',
        receiptEmail: 'ada@example.com',
        returnUrl: 'https://shop.example.com/orders/1042',
        metadata: { campaign: 'autumn' },
      },
      { idempotencyKey: 'key-1' },
    );
    expect(sent(lastCall())).toEqual({
      request: 'POST /v1/payment_intents',
      form: {
        amount: '4990',
        currency: 'eur',
        capture_method: 'automatic',
        description: 'Order 1042',
        receipt_email: 'ada@example.com',
        'automatic_payment_methods[enabled]': 'true',
        'metadata[campaign]': 'autumn',
        'metadata[order_id]': '1042',
        'metadata[customer_id]': 'cus_1001',
        'metadata[touchline_key]': 'key-1',
        'expand[0]': 'latest_charge',
      },
    });
    expect(output).toEqual({
      paymentId: 'pi_00000000000001',
      status: 'requires_action',
      amount: eur(4_990),
      orderId: '1042',
      clientToken: 'pi_00000000000001_secret_00000000000001',
      createdAt: '2026-01-01T00:00:00.000Z',
      metadata: { campaign: 'autumn', order_id: '1042', customer_id: 'cus_1001', touchline_key: 'key-1' },
    });
  });

  it('charges a saved card off session', async () => {
    const { customerId } = await actions.upsertCustomer({ customer: { email: 'ada@example.com' } });
    const output = await actions.createPayment({
      amount: { amountMinor: 5_124, currency: 'KWD' },
      customer: { externalIds: { stripe: customerId } },
      paymentMethodId: 'pm_card_visa',
      offSession: true,
    });
    expect(sent(lastCall()).form).toMatchObject({
      amount: '5120',
      currency: 'kwd',
      customer: customerId,
      payment_method: 'pm_card_visa',
      confirm: 'true',
      off_session: 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
    });
    const amount = { amountMinor: 5_120, currency: 'KWD' };
    expect(output).toMatchObject({ status: 'succeeded', amount, capturedAmount: amount, customerId });
  });

  it('says where the customer has to go to confirm', async () => {
    const output = await actions.createPayment({
      amount: eur(4_990),
      paymentMethodId: 'pm_card_authenticationRequired',
      returnUrl: 'https://shop.example.com/orders/1042',
    });
    expect(sent(lastCall()).form).toMatchObject({ return_url: 'https://shop.example.com/orders/1042' });
    expect(output).toMatchObject({
      status: 'requires_action',
      actionUrl: 'https://hooks.stripe.com/redirect/authenticate/pi_00000000000001',
    });
  });

  it('is made once, however often the same key is sent', async () => {
    const input = { amount: eur(4_990), paymentMethodId: 'pm_card_visa' };
    const first = await actions.createPayment(input, { idempotencyKey: 'key-1' });
    const again = await actions.createPayment(input, { idempotencyKey: 'key-1' });
    expect(again).toEqual(first);
    expect(sender.sandbox.payments.size).toBe(1);
  });

  it('is looked for before it is made again, because Stripe forgets keys after a day', async () => {
    const first = await actions.createPayment({ amount: eur(4_990) }, { idempotencyKey: "it's a \\ key" });
    sender.clock.jumpTo(sender.clock.now() + dayMs);
    const again = await actions.createPayment(
      { amount: eur(4_990) },
      { idempotencyKey: "it's a \\ key", attempt: 2 },
    );
    expect(again.paymentId).toBe(first.paymentId);
    expect(lastCall()?.query.get('query')).toBe("metadata['touchline_key']:'it\\'s a \\\\ key'");
    const other = await actions.createPayment(
      { amount: eur(4_990) },
      { idempotencyKey: 'key-2', attempt: 2 },
    );
    expect(other.paymentId).not.toBe(first.paymentId);
  });

  it('is a decline too when it is found declined', async () => {
    const input = { amount: eur(4_990), paymentMethodId: 'pm_card_visa_chargeDeclined' };
    const options = { idempotencyKey: 'key-1' };
    const declined = expect.objectContaining({ code: 'http.rejected', vendorCode: 'card_declined' });
    await expect(actions.createPayment(input, options)).rejects.toThrow(declined);
    await expect(actions.createPayment(input, { ...options, attempt: 2 })).rejects.toThrow(declined);
    expect(sender.sandbox.payments.size).toBe(1);
    expect(await actions.createPayment.reconcile?.(input, options)).toEqual({ outcome: 'not_done' });
  });

  it('relies on the key alone where Stripe offers no search', async () => {
    const { answerNext, payments } = sender.sandbox;
    answerNext({ status: 400, body: { error: { type: 'invalid_request_error', message: 'No search.' } } });
    await actions.createPayment({ amount: eur(4_990) }, { attempt: 2 });
    expect(payments.size).toBe(1);
    answerNext({ status: 429, body: {} });
    await expect(actions.createPayment({ amount: eur(4_990) }, { attempt: 2 })).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry' }),
    );
    expect(payments.size).toBe(1);
  });

  it('can be looked for after an outcome that is unknown', async () => {
    const input = { amount: eur(4_990) };
    expect(await actions.createPayment.reconcile?.(input, { idempotencyKey: 'key-1' })).toEqual({
      outcome: 'unknown',
    });
    const output = await actions.createPayment(input, { idempotencyKey: 'key-1' });
    expect(await actions.createPayment.reconcile?.(input, { idempotencyKey: 'key-1' })).toEqual({
      outcome: 'done',
      output,
    });
  });

  it.each([
    ['nothing', { amount: eur(0) }],
    ['a fraction of an ariary', { amount: { amountMinor: 150, currency: 'MGA' } }],
    ['off session without a payment method', { amount: eur(100), offSession: true }],
    ['a return to a script', { amount: eur(100), returnUrl: 'javascript:alert(1)' }],
  ])('refuses %s before anything is sent', async (_, input) => {
    await expect(actions.createPayment(input)).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
    expect(sender.sandbox.calls).toEqual([]);
  });
});

describe('capturePayment', () => {
  it('collects all that is reserved', async () => {
    const { paymentId, status, authorizedAmount } = await reserved();
    expect({ status, authorizedAmount }).toEqual({ status: 'authorized', authorizedAmount: eur(4_990) });
    const output = await actions.capturePayment({ paymentId });
    expect(sent(lastCall())).toEqual({
      request: `POST /v1/payment_intents/${paymentId}/capture`,
      form: { 'expand[0]': 'latest_charge' },
    });
    expect(output).toMatchObject({ status: 'succeeded', capturedAmount: eur(4_990) });
  });

  it('collects a part, once it is sure that both mean the same currency', async () => {
    const { paymentId } = await reserved();
    const output = await actions.capturePayment({ paymentId, amount: eur(1_000) });
    expect(sender.sandbox.calls.slice(1).map((call) => sent(call).request)).toEqual([
      `GET /v1/payment_intents/${paymentId}`,
      `POST /v1/payment_intents/${paymentId}/capture`,
    ]);
    expect(sent(lastCall()).form).toMatchObject({ amount_to_capture: '1000' });
    expect(output).toMatchObject({ status: 'succeeded', amount: eur(4_990), capturedAmount: eur(1_000) });
  });

  it('takes no yen for euros', async () => {
    const { paymentId } = await reserved();
    const amount = { amountMinor: 1_000, currency: 'JPY' };
    await expect(actions.capturePayment({ paymentId, amount })).rejects.toThrow(
      'The payment is in EUR, the amount in JPY.',
    );
    expect(sender.sandbox.payments.get(paymentId)).toMatchObject({ status: 'requires_capture' });
  });

  it('can be looked for', async () => {
    const { paymentId } = await reserved();
    expect(await actions.capturePayment.reconcile?.({ paymentId })).toEqual({ outcome: 'not_done' });
    const output = await actions.capturePayment({ paymentId });
    expect(await actions.capturePayment.reconcile?.({ paymentId })).toEqual({ outcome: 'done', output });
    const { paymentId: canceled } = await reserved();
    await actions.cancelPayment({ paymentId: canceled });
    expect(await actions.capturePayment.reconcile?.({ paymentId: canceled })).toEqual({ outcome: 'unknown' });
  });
});

describe('cancelPayment', () => {
  it('releases what is reserved, and says why', async () => {
    const { paymentId } = await reserved();
    expect(await actions.cancelPayment.reconcile?.({ paymentId })).toEqual({ outcome: 'not_done' });
    const output = await actions.cancelPayment({ paymentId, reason: 'duplicate' });
    expect(sent(lastCall())).toEqual({
      request: `POST /v1/payment_intents/${paymentId}/cancel`,
      form: { cancellation_reason: 'duplicate', 'expand[0]': 'latest_charge' },
    });
    expect(output.status).toBe('canceled');
    expect(output.authorizedAmount).toBeUndefined();
    expect(await actions.cancelPayment.reconcile?.({ paymentId })).toEqual({ outcome: 'done', output });
  });
});

describe('getPayment', () => {
  it('tells what came in and what went back', async () => {
    const { paymentId } = await paid();
    await actions.refundPayment({ paymentId, amount: eur(1_990) });
    const output = await actions.getPayment({ paymentId });
    expect(lastCall()?.query.toString()).toBe('expand%5B%5D=latest_charge');
    expect(output).toMatchObject({
      status: 'succeeded',
      capturedAmount: eur(4_990),
      refundedAmount: eur(1_990),
    });
  });

  it('tells why the last attempt failed', async () => {
    const { paymentId } = await actions.createPayment({ amount: eur(4_990) });
    const paymentMethod = 'pm_card_chargeDeclinedExpiredCard';
    expect(() => sender.sandbox.pay(paymentId, { paymentMethod })).toThrow();
    expect(await actions.getPayment({ paymentId })).toMatchObject({
      status: 'failed',
      failure: { code: 'expired_card', message: 'Your card has expired.' },
    });
  });

  it.each([
    ['requires_payment_method', 'requires_action'],
    ['requires_confirmation', 'requires_action'],
    ['requires_action', 'requires_action'],
    ['processing', 'pending'],
    ['a_status_of_the_future', 'pending'],
    ['requires_capture', 'authorized'],
    ['canceled', 'canceled'],
    ['succeeded', 'succeeded'],
  ])('reads %s as %s', async (status, expected) => {
    const body = { id: 'pi_1', amount: 100, currency: 'eur', status };
    sender.sandbox.answerNext({ status: 200, body });
    expect((await actions.getPayment({ paymentId: 'pi_1' })).status).toBe(expected);
  });

  it('keeps an id within its place in the path', async () => {
    await expect(actions.getPayment({ paymentId: '../customers?x' })).rejects.toThrow();
    expect(lastCall()?.path).toBe('/v1/payment_intents/..%2Fcustomers%3Fx');
  });
});

describe('refundPayment', () => {
  it('returns all that is left', async () => {
    const { paymentId } = await paid();
    const output = await actions.refundPayment(
      { paymentId, reason: 'other', note: 'One cup was broken' },
      { idempotencyKey: 'key-1' },
    );
    expect(sent(lastCall())).toEqual({
      request: 'POST /v1/refunds',
      form: {
        payment_intent: paymentId,
        'metadata[note]': 'One cup was broken',
        'metadata[touchline_key]': 'key-1',
      },
    });
    expect(output).toEqual({
      refundId: 're_00000000000001',
      paymentId,
      status: 'succeeded',
      amount: eur(4_990),
    });
  });

  it('returns a part in the unit of Stripe, to a charge as well', async () => {
    await paid({ amountMinor: 4_990, currency: 'ISK' });
    const amount = { amountMinor: 1_000, currency: 'ISK' };
    const output = await actions.refundPayment({
      paymentId: 'ch_00000000000001',
      amount,
      reason: 'fraudulent',
    });
    expect(sent(lastCall()).form).toMatchObject({
      charge: 'ch_00000000000001',
      amount: '100000',
      reason: 'fraudulent',
    });
    expect(output.amount).toEqual(amount);
  });

  it('is looked for before it is made again, because Stripe forgets keys after a day', async () => {
    const { paymentId } = await paid();
    const input = { paymentId, amount: eur(1_000) };
    expect(await actions.refundPayment.reconcile?.(input, { idempotencyKey: 'key-1' })).toEqual({
      outcome: 'not_done',
    });
    const first = await actions.refundPayment(input, { idempotencyKey: 'key-1' });
    await actions.refundPayment(input, { idempotencyKey: 'key-2' });
    sender.clock.jumpTo(sender.clock.now() + dayMs);
    const again = await actions.refundPayment(input, { idempotencyKey: 'key-1', attempt: 2 });
    expect(again).toEqual(first);
    expect(sender.sandbox.refunds.size).toBe(2);
    expect(await actions.refundPayment.reconcile?.(input, { idempotencyKey: 'key-1' })).toEqual({
      outcome: 'done',
      output: first,
    });
  });

  it('takes no yen for euros', async () => {
    const { paymentId } = await paid();
    const amount = { amountMinor: 1_000, currency: 'JPY' };
    await expect(actions.refundPayment({ paymentId, amount })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
    expect(sender.sandbox.refunds.size).toBe(0);
  });
});

describe('createCheckout', () => {
  it('makes a page to pay on', async () => {
    const output = await actions.createCheckout({
      lines: [
        { name: 'Teapot', unitAmount: eur(3_990), imageUrl: 'https://shop.example.com/teapot.png' },
        { name: 'Cup & saucer', quantity: 2, unitAmount: eur(500), description: 'Blue' },
      ],
      orderId: '1042',
      customer: { id: 'cus_1001', email: 'ada@example.com' },
      capture: 'manual',
      returnUrl: 'https://shop.example.com/orders/1042',
      cancelUrl: 'https://shop.example.com/cart',
      expiresAt: '2026-01-01T01:00:00Z',
    });
    expect(sent(lastCall())).toEqual({
      request: 'POST /v1/checkout/sessions',
      form: {
        mode: 'payment',
        success_url: 'https://shop.example.com/orders/1042',
        cancel_url: 'https://shop.example.com/cart',
        client_reference_id: '1042',
        customer_email: 'ada@example.com',
        expires_at: '1767229200',
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'eur',
        'line_items[0][price_data][unit_amount]': '3990',
        'line_items[0][price_data][product_data][name]': 'Teapot',
        'line_items[0][price_data][product_data][images][0]': 'https://shop.example.com/teapot.png',
        'line_items[1][quantity]': '2',
        'line_items[1][price_data][currency]': 'eur',
        'line_items[1][price_data][unit_amount]': '500',
        'line_items[1][price_data][product_data][name]': 'Cup & saucer',
        'line_items[1][price_data][product_data][description]': 'Blue',
        'payment_intent_data[capture_method]': 'manual',
        'payment_intent_data[metadata][order_id]': '1042',
        'payment_intent_data[metadata][customer_id]': 'cus_1001',
        'metadata[order_id]': '1042',
        'metadata[customer_id]': 'cus_1001',
      },
    });
    expect(output).toEqual({
      checkoutId: 'cs_test_00000000000001',
      url: 'https://checkout.stripe.com/c/pay/cs_test_00000000000001',
      amount: eur(4_990),
      expiresAt: '2026-01-01T01:00:00.000Z',
    });
  });

  it('names the customer by the id alone where there is one', async () => {
    const { customerId } = await actions.upsertCustomer({ customer: { email: 'ada@example.com' } });
    await actions.createCheckout({
      lines: [{ name: 'Teapot', unitAmount: eur(3_990) }],
      customer: { email: 'ada@example.com', externalIds: { stripe: customerId } },
      returnUrl: 'https://shop.example.com/orders/1042',
    });
    const { form } = sent(lastCall());
    expect(form).toMatchObject({ customer: customerId });
    expect(form).not.toHaveProperty('customer_email');
  });

  it('refuses lines in several currencies', async () => {
    const lines = [
      { name: 'Teapot', unitAmount: eur(3_990) },
      { name: 'Cup', unitAmount: { amountMinor: 500, currency: 'GBP' } },
    ];
    await expect(actions.createCheckout({ lines, returnUrl: 'https://shop.example.com' })).rejects.toThrow(
      'lines: must all have the same currency',
    );
  });
});

describe('upsertCustomer', () => {
  const ada = { id: 'cus_1001', email: 'ada@example.com', name: 'Ada Lovelace', phone: '+14155550123' };

  it('creates a customer that is not known', async () => {
    const output = await actions.upsertCustomer(
      {
        customer: ada,
        address: {
          line1: '12 St James Square',
          region: 'Greater London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
        language: 'en-GB',
        metadata: { plan: 'gold' },
      },
      { idempotencyKey: 'key-1' },
    );
    expect(sender.sandbox.calls[0]?.query.toString()).toBe('email=ada%40example.com&limit=1');
    expect(sent(lastCall())).toEqual({
      request: 'POST /v1/customers',
      form: {
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        phone: '+14155550123',
        'preferred_locales[0]': 'en-GB',
        'address[line1]': '12 St James Square',
        'address[state]': 'Greater London',
        'address[postal_code]': 'SW1Y 4JH',
        'address[country]': 'GB',
        'metadata[plan]': 'gold',
        'metadata[customer_id]': 'cus_1001',
      },
    });
    expect(lastCall()?.headers['idempotency-key']).toBe('key-1');
    expect(output).toEqual({ customerId: 'cus_00000000000001', created: true });
  });

  it('updates the one with the address, and leaves alone what is not named', async () => {
    const { customerId } = await actions.upsertCustomer({ customer: ada, metadata: { plan: 'gold' } });
    const output = await actions.upsertCustomer({ customer: { email: ada.email, name: 'Ada King' } });
    expect(output).toEqual({ customerId, created: false });
    expect(sender.sandbox.customers.get(customerId)).toMatchObject({
      name: 'Ada King',
      phone: '+14155550123',
      metadata: { plan: 'gold', customer_id: 'cus_1001' },
    });
  });

  it('may be done twice with one key, though the second time it is another request', async () => {
    const first = await actions.upsertCustomer({ customer: ada }, { idempotencyKey: 'key-1' });
    const again = await actions.upsertCustomer({ customer: ada }, { idempotencyKey: 'key-1' });
    expect(again).toEqual({ customerId: first.customerId, created: false });
    expect(lastCall()?.headers).not.toHaveProperty('idempotency-key');
  });

  it("updates the one with Stripe's id, and gives it a new address", async () => {
    const { customerId } = await actions.upsertCustomer({ customer: ada });
    const customer = { email: 'ada@example.org', externalIds: { stripe: customerId } };
    expect(await actions.upsertCustomer({ customer })).toEqual({ customerId, created: false });
    expect(sender.sandbox.customers.get(customerId)).toMatchObject({ email: 'ada@example.org' });
  });

  it('refuses a person whom Stripe could not find again', async () => {
    await expect(actions.upsertCustomer({ customer: { phone: '+14155550123' } })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
  });
});
