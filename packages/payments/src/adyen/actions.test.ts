import { afterAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { CreatePaymentInput, RefundPaymentOutput } from '../contract.ts';
import { createSender, endpoint, receiveWith, sent } from './fixtures/harness.ts';

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

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const ada = { id: 'cus_1001', email: 'ada@example.com' };
const lastCall = () => sender.sandbox.calls.at(-1);
const notSupported = expect.objectContaining({ code: 'action.not_supported' });
const inputInvalid = expect.objectContaining({ code: 'action.input_invalid' });

const pay = (input: Partial<CreatePaymentInput> = {}, options: { idempotencyKey?: string } = {}) =>
  actions.createPayment(
    {
      amount: eur(4_990),
      orderId: '1042',
      customer: ada,
      paymentMethodId: sender.sandbox.saveToken(ada.id),
      ...input,
    },
    options,
  );

describe('every call', () => {
  it('carries the key of the API and that of the call, and names the merchant account', async () => {
    await pay({}, { idempotencyKey: 'key-1' });
    expect(lastCall()?.headers).toMatchObject({
      'x-api-key': 'AQEyhmfxK4LJbhZFw0m-sandbox-key',
      'idempotency-key': 'key-1',
      'content-type': 'application/json',
    });
    expect(sent(lastCall()).json).toMatchObject({ merchantAccount: 'AcmeECOM' });
  });

  it('sends the hash of a key that is too long for Adyen, the same each time', async () => {
    const idempotencyKey = 'k'.repeat(65);
    const input = { paymentMethodId: sender.sandbox.saveToken(ada.id), orderId: undefined };
    const first = await pay(input, { idempotencyKey });
    expect(lastCall()?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(await pay(input, { idempotencyKey })).toEqual(first);
    expect(sender.sandbox.payments.size).toBe(1);
  });

  it('has the types of the contract', () => {
    expectTypeOf(actions.createPayment).parameter(0).toEqualTypeOf<CreatePaymentInput>();
    expectTypeOf(actions.refundPayment).returns.resolves.toEqualTypeOf<RefundPaymentOutput>();
    expectTypeOf<keyof typeof actions>().toEqualTypeOf<
      'createPayment' | 'capturePayment' | 'cancelPayment' | 'refundPayment' | 'createCheckout'
    >();
  });
});

describe('createPayment', () => {
  it('pays with what the customer saved', async () => {
    const paymentMethodId = sender.sandbox.saveToken(ada.id);
    const output = await pay({ paymentMethodId, metadata: { campaign: 'autumn' } });
    expect(sent(lastCall())).toEqual({
      request: 'POST /v71/payments',
      json: {
        merchantAccount: 'AcmeECOM',
        amount: { value: 4_990, currency: 'EUR' },
        reference: '1042',
        paymentMethod: { type: 'scheme', storedPaymentMethodId: paymentMethodId },
        shopperReference: 'cus_1001',
        shopperInteraction: 'ContAuth',
        recurringProcessingModel: 'CardOnFile',
        shopperEmail: 'ada@example.com',
        returnUrl: 'https://shop.example.com/paid',
        metadata: { campaign: 'autumn' },
      },
    });
    expect(output).toEqual({
      paymentId: 'NC6HT9CRT65Z0003',
      status: 'succeeded',
      amount: eur(4_990),
      capturedAmount: eur(4_990),
      orderId: '1042',
      metadata: { campaign: 'autumn' },
    });
  });

  it('says that the customer is away, and uses the reference that Adyen knows the customer by', async () => {
    const paymentMethodId = sender.sandbox.saveToken('shopper-7');
    const customer = { ...ada, externalIds: { adyen: 'shopper-7' } };
    await pay({ paymentMethodId, customer, offSession: true });
    expect(sent(lastCall()).json).toMatchObject({
      shopperReference: 'shopper-7',
      recurringProcessingModel: 'UnscheduledCardOnFile',
    });
  });

  it('reserves where the merchant account waits, and pays at once where it is told to', async () => {
    sender = await open({ capture: 'manual' });
    actions = sender.connector.actions;
    expect(await pay({ capture: 'manual' })).toMatchObject({
      status: 'authorized',
      authorizedAmount: eur(4_990),
    });
    expect(await pay({ capture: 'automatic' })).toMatchObject({ status: 'succeeded' });
    expect(sent(lastCall()).json).toMatchObject({
      captureDelayHours: 0,
      metadata: { touchline_capture: 'automatic' },
    });
    const received = await Promise.all(
      sender.sandbox.takeWebhooks(endpoint).map((webhook) => receiveWith(sender.connector, webhook)),
    );
    expect(received.map(({ events }) => events.map(({ type }) => type))).toEqual([
      ['payment.authorized'],
      ['payment.authorized', 'payment.succeeded'],
    ]);
  });

  it('says where the customer has to go to confirm, and gives the browser what it needs', async () => {
    const output = await pay({ paymentMethodId: sender.sandbox.saveToken(ada.id, 'RedirectShopper') });
    expect(output).toMatchObject({
      status: 'requires_action',
      actionUrl: expect.stringMatching(/^https:\/\/checkoutshopper-test\.adyen\.com\//),
    });
    expect(JSON.parse(output.clientToken ?? '')).toMatchObject({
      type: 'redirect',
      paymentMethodType: 'scheme',
    });
  });

  it('is pending while the bank has yet to decide', async () => {
    const output = await pay({ paymentMethodId: sender.sandbox.saveToken(ada.id, 'Pending') });
    expect(output.status).toBe('pending');
  });

  it('is an error when it is declined, though Adyen answers 200', async () => {
    await expect(pay({ paymentMethodId: sender.sandbox.saveToken(ada.id, 'Refused') })).rejects.toThrow(
      expect.objectContaining({
        code: 'http.rejected',
        disposition: 'reject',
        vendorStatus: 200,
        vendorCode: '12',
        message: 'Adyen declined the payment: Not enough balance.',
      }),
    );
  });

  it('reads amounts back in the unit of Adyen', async () => {
    const output = await pay({ amount: { amountMinor: 4_990, currency: 'ISK' } });
    expect(sent(lastCall()).json).toMatchObject({ amount: { value: 499_000, currency: 'ISK' } });
    expect(output.amount).toEqual({ amountMinor: 4_990, currency: 'ISK' });
  });

  it.each([
    ['nothing to pay with', { paymentMethodId: undefined }, notSupported],
    ['to wait for a capture where the account does not', { capture: 'manual' as const }, notSupported],
    ['no customer', { customer: undefined }, inputInvalid],
    ['a customer whose reference is too short', { customer: { id: 'a' } }, inputInvalid],
    ['a fraction of a rupiah', { amount: { amountMinor: 150, currency: 'IDR' } }, inputInvalid],
    ['a reference that is too long', { orderId: 'x'.repeat(81) }, inputInvalid],
    ['a name of metadata that is too long', { metadata: { ['x'.repeat(21)]: '' } }, inputInvalid],
  ])('refuses %s before anything is sent', async (_, input, error) => {
    await expect(pay(input)).rejects.toThrow(error);
    expect(sender.sandbox.calls).toEqual([]);
  });

  it('refuses a payment that has nowhere to return to', async () => {
    sender = await open({ returnUrl: undefined });
    actions = sender.connector.actions;
    await expect(pay()).rejects.toThrow(inputInvalid);
    expect((await pay({ returnUrl: 'https://shop.example.com' })).status).toBe('succeeded');
  });
});

describe('capturePayment and cancelPayment', () => {
  const reserve = async () => {
    sender = await open({ capture: 'manual' });
    actions = sender.connector.actions;
    return pay({ capture: 'manual' });
  };
  const events = async () =>
    (
      await Promise.all(
        sender.sandbox.takeWebhooks(endpoint).map((webhook) => receiveWith(sender.connector, webhook)),
      )
    ).flatMap((received) => received.events.map(({ type }) => type));

  it('ask for a capture, and leave it to the webhook to tell that it was done', async () => {
    const { paymentId } = await reserve();
    const output = await actions.capturePayment(
      { paymentId, amount: eur(1_000) },
      { idempotencyKey: 'key-2' },
    );
    expect(sent(lastCall())).toEqual({
      request: `POST /v71/payments/${paymentId}/captures`,
      json: { merchantAccount: 'AcmeECOM', amount: { value: 1_000, currency: 'EUR' }, reference: 'key-2' },
    });
    expect(output).toEqual({
      paymentId,
      status: 'authorized',
      amount: eur(1_000),
      authorizedAmount: eur(1_000),
    });
    expect(await events()).toEqual(['payment.authorized', 'payment.captured', 'payment.succeeded']);
  });

  it('ask once, however often the same key is sent', async () => {
    const { paymentId } = await reserve();
    const capture = () =>
      actions.capturePayment({ paymentId, amount: eur(1_000) }, { idempotencyKey: 'key-2' });
    expect(await capture()).toEqual(await capture());
    expect(sender.sandbox.payments.get(paymentId)?.captured).toBe(1_000);
  });

  it('need the amount of a capture, which Adyen cannot tell', async () => {
    await expect(actions.capturePayment({ paymentId: 'X' })).rejects.toThrow(notSupported);
    expect(sender.sandbox.calls).toEqual([]);
  });

  it('ask for a cancellation', async () => {
    const { paymentId } = await reserve();
    const output = await actions.cancelPayment(
      { paymentId, reason: 'duplicate' },
      { idempotencyKey: 'key-3' },
    );
    expect(sent(lastCall())).toEqual({
      request: `POST /v71/payments/${paymentId}/cancels`,
      json: { merchantAccount: 'AcmeECOM', reference: 'key-3' },
    });
    expect(output).toEqual({ paymentId, status: 'authorized' });
    expect(await events()).toEqual(['payment.authorized', 'payment.canceled']);
  });

  it('keep an id within its place in the path', async () => {
    await expect(actions.cancelPayment({ paymentId: '../cancels?x' })).rejects.toThrow();
    expect(lastCall()?.path).toBe('/v71/payments/..%2Fcancels%3Fx/cancels');
  });
});

describe('refundPayment', () => {
  it('asks for a refund, with its reason', async () => {
    const { paymentId } = await pay();
    const output = await actions.refundPayment(
      { paymentId, amount: eur(1_990), reason: 'requested_by_customer', note: 'One cup was broken' },
      { idempotencyKey: 'key-4' },
    );
    expect(sent(lastCall())).toEqual({
      request: `POST /v71/payments/${paymentId}/refunds`,
      json: {
        merchantAccount: 'AcmeECOM',
        amount: { value: 1_990, currency: 'EUR' },
        reference: 'key-4',
        merchantRefundReason: 'CUSTOMER REQUEST',
      },
    });
    expect(output).toEqual({
      refundId: 'NC6HT9CRT65Z0003',
      paymentId,
      status: 'pending',
      amount: eur(1_990),
    });
  });

  it('needs the amount, and lets Adyen refuse another currency', async () => {
    const { paymentId } = await pay();
    await expect(actions.refundPayment({ paymentId })).rejects.toThrow(notSupported);
    const amount = { amountMinor: 1, currency: 'JPY' };
    await expect(actions.refundPayment({ paymentId, amount })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorCode: '137' }),
    );
  });
});

describe('createCheckout', () => {
  it('makes a payment link', async () => {
    const output = await actions.createCheckout({
      lines: [
        { name: 'Teapot', unitAmount: eur(3_990), imageUrl: 'https://shop.example.com/teapot.png' },
        { name: 'Cup & saucer', quantity: 2, unitAmount: eur(500), description: 'Blue' },
      ],
      orderId: '1042',
      customer: ada,
      returnUrl: 'https://shop.example.com/orders/1042',
      cancelUrl: 'https://shop.example.com/cart',
      expiresAt: '2026-01-03T00:00:00Z',
    });
    expect(sent(lastCall())).toEqual({
      request: 'POST /v71/paymentLinks',
      json: {
        merchantAccount: 'AcmeECOM',
        amount: { value: 4_990, currency: 'EUR' },
        reference: '1042',
        returnUrl: 'https://shop.example.com/orders/1042',
        shopperReference: 'cus_1001',
        shopperEmail: 'ada@example.com',
        expiresAt: '2026-01-03T00:00:00Z',
        lineItems: [
          {
            quantity: 1,
            amountIncludingTax: 3_990,
            description: 'Teapot',
            imageUrl: 'https://shop.example.com/teapot.png',
          },
          { quantity: 2, amountIncludingTax: 500, description: 'Cup & saucer: Blue' },
        ],
      },
    });
    expect(output).toEqual({
      checkoutId: 'PLNC6HT9CRT65Z0001',
      url: 'https://test.adyen.link/PLNC6HT9CRT65Z0001',
      amount: eur(4_990),
      expiresAt: '2026-01-03T00:00:00.000Z',
    });
  });

  it('leads from the page to a payment of the same order and customer', async () => {
    const { checkoutId } = await actions.createCheckout({
      lines: [{ name: 'Teapot', unitAmount: eur(3_990) }],
      orderId: '1042',
      customer: ada,
      returnUrl: 'https://shop.example.com',
    });
    sender.sandbox.payLink(checkoutId);
    const [webhook] = sender.sandbox.takeWebhooks(endpoint);
    const { events } = await receiveWith(sender.connector, webhook as never);
    for (const { data } of events)
      expect(data).toMatchObject({ orderId: '1042', checkoutId, customer: { ...ada } });
    expect(events.map(({ type }) => type)).toEqual(['payment.authorized', 'payment.succeeded']);
  });
});

describe('the connector', () => {
  it('says whose key it has, and that it is refused for another account', async () => {
    expect(await sender.connector.check?.()).toEqual({ account: 'AcmeECOM' });
    const other = await open({ merchantAccount: 'OtherECOM' });
    // The sandbox of the harness knows AcmeECOM alone.
    await expect(other.connector.check?.()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize', vendorCode: '901' }),
    );
  });

  it('forgets what a customer saved', async () => {
    const ids = [sender.sandbox.saveToken(ada.id), sender.sandbox.saveToken(ada.id)];
    const others = sender.sandbox.saveToken('cus_2002');
    expect(await sender.connector.erase?.(ada)).toEqual({ status: 'erased', reference: ids.join(', ') });
    expect([...sender.sandbox.tokens.keys()]).toEqual([others]);
    expect(await sender.connector.erase?.(ada)).toEqual({ status: 'not_found' });
    expect(await sender.connector.erase?.({ email: 'ada@example.com' })).toEqual({ status: 'not_found' });
  });
});
