import { describe, expect, it } from 'vitest';
import charge from './fixtures/charge.json' with { type: 'json' };
import checkoutSession from './fixtures/checkout-session.json' with { type: 'json' };
import customer from './fixtures/customer.json' with { type: 'json' };
import dispute from './fixtures/dispute.json' with { type: 'json' };
import { createReceiver, endpoint, receiveWith, told } from './fixtures/harness.ts';
import paymentIntent from './fixtures/payment-intent.json' with { type: 'json' };
import paymentMethod from './fixtures/payment-method.json' with { type: 'json' };
import payout from './fixtures/payout.json' with { type: 'json' };
import refund from './fixtures/refund.json' with { type: 'json' };
import thinEvent from './fixtures/thin-event.json' with { type: 'json' };
import { stripeEventKinds } from './to-events.ts';

const { receive } = createReceiver();

const address = { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const card = {
  kind: 'card',
  brand: 'visa',
  wallet: 'apple_pay',
  last4: '4242',
  country: 'GB',
  expiresOn: '2028-04',
};
const ada = {
  id: 'cus_1001',
  email: 'ada@example.com',
  externalIds: { stripe: 'cus_QXg1o8vcGmoR32' },
};
const payment = {
  customer: ada,
  paymentId: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  amount: { amountMinor: 4_990, currency: 'EUR' },
  method: { kind: 'card' },
  description: 'Order 1042',
  orderId: '1042',
  metadata: { order_id: '1042', customer_id: 'cus_1001', campaign: 'autumn' },
};
const chargedPayment = {
  ...payment,
  customer: { ...ada, name: 'Ada Lovelace', phone: '+442079460000' },
  method: card,
  metadata: { order_id: '1042', customer_id: 'cus_1001' },
};

describe('the envelope of an event', () => {
  it("has Stripe's event id, its time, and the connected account in its source", async () => {
    const { events } = await receive({
      type: 'payment_intent.succeeded',
      object: paymentIntent,
      id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy',
      created: 1_686_089_970,
      account: 'acct_1032D82eZvKYlo2C',
    });
    expect(events).toMatchObject([
      {
        id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy',
        source: '/connectors/stripe/acct_1032D82eZvKYlo2C',
        time: '2023-06-06T22:19:30.000Z',
        subject: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
      },
    ]);
  });

  it('has no account where the event is of the own one', async () => {
    const { events } = await receive({ type: 'payout.paid', object: payout });
    expect(events.map(({ source }) => source)).toEqual(['/connectors/stripe']);
  });
});

describe('events of payment intents', () => {
  it.each([
    ['payment_intent.created', {}, 'payment.created', payment],
    ['payment_intent.succeeded', {}, 'payment.succeeded', payment],
    [
      'payment_intent.succeeded',
      { amount_received: 2_000, latest_charge: charge },
      'payment.succeeded',
      {
        ...payment,
        customer: chargedPayment.customer,
        method: card,
        capturedAmount: { amountMinor: 2_000, currency: 'EUR' },
        receiptUrl: charge.receipt_url,
      },
    ],
    [
      'payment_intent.succeeded',
      {
        currency: 'isk',
        amount: 499_000,
        amount_received: 499_000,
        receipt_email: null,
        charges: { data: [charge] },
      },
      'payment.succeeded',
      {
        ...payment,
        customer: chargedPayment.customer,
        amount: { amountMinor: 4_990, currency: 'ISK' },
        method: card,
        receiptUrl: charge.receipt_url,
      },
    ],
    [
      'payment_intent.amount_capturable_updated',
      { amount_capturable: 4_990, latest_charge: charge },
      'payment.authorized',
      {
        ...payment,
        customer: chargedPayment.customer,
        method: card,
        captureBefore: '2023-04-13T17:01:45.000Z',
      },
    ],
    [
      'payment_intent.requires_action',
      {
        next_action: {
          type: 'redirect_to_url',
          redirect_to_url: { url: 'https://hooks.stripe.com/redirect/authenticate/1', return_url: null },
        },
      },
      'payment.requires_action',
      {
        ...payment,
        action: { kind: 'redirect_to_url', url: 'https://hooks.stripe.com/redirect/authenticate/1' },
      },
    ],
    [
      'payment_intent.payment_failed',
      {
        last_payment_error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          message: 'Your card has insufficient funds.',
          payment_method: paymentMethod,
        },
      },
      'payment.failed',
      {
        ...payment,
        customer: { ...ada, name: 'Ada Lovelace' },
        method: card,
        failure: { code: 'card_declined', message: 'Your card has insufficient funds.' },
        declineCode: 'insufficient_funds',
      },
    ],
    [
      'payment_intent.canceled',
      { cancellation_reason: 'automatic' },
      'payment.canceled',
      { ...payment, reason: 'automatic' },
    ],
  ])('%s with %o tells %s', async (type, changes, unified, data) => {
    const { events, failed } = await receive({ type, object: { ...paymentIntent, ...changes } });
    expect(failed).toEqual([]);
    expect(events.map(told)).toEqual([[unified, data]]);
  });
});

describe('the twins payment_intent.* and charge.*', () => {
  const declined = { ...paymentIntent, last_payment_error: { type: 'card_error', charge: charge.id } };
  const all = async (config: Parameters<typeof createReceiver>[0], captured: boolean) => {
    const { receive: receiveTwin } = createReceiver(config);
    const kinds = [
      { type: 'charge.succeeded', object: { ...charge, captured } },
      { type: 'payment_intent.amount_capturable_updated', object: paymentIntent },
      { type: 'charge.captured', object: charge },
      { type: 'charge.failed', object: charge },
      { type: 'charge.expired', object: charge },
      { type: 'payment_intent.payment_failed', object: declined },
      { type: 'payment_intent.succeeded', object: paymentIntent },
    ];
    const received = await Promise.all(kinds.map(receiveTwin));
    return Object.fromEntries(
      kinds.map(({ type }, index) => [type, received[index]?.events.map((event) => event.type)]),
    );
  };

  it('tell of each payment once: by default the intent does', async () => {
    expect(await all({}, false)).toEqual({
      'charge.succeeded': [],
      'payment_intent.amount_capturable_updated': ['payment.authorized'],
      'charge.captured': ['payment.captured'],
      'charge.failed': [],
      'charge.expired': [],
      'payment_intent.payment_failed': ['payment.failed'],
      'payment_intent.succeeded': ['payment.succeeded'],
    });
  });

  it('tell of each payment once: the charge does where it is configured', async () => {
    expect(await all({ paymentEvents: 'charge' }, false)).toEqual({
      'charge.succeeded': ['payment.authorized'],
      'payment_intent.amount_capturable_updated': [],
      'charge.captured': ['payment.captured', 'payment.succeeded'],
      'charge.failed': ['payment.failed'],
      'charge.expired': [],
      'payment_intent.payment_failed': [],
      'payment_intent.succeeded': [],
    });
  });

  it('leave what failed before there was a charge to the intent', async () => {
    const { receive: receiveCharge } = createReceiver({ paymentEvents: 'charge' });
    const code = 'payment_intent_authentication_failure';
    const object = { ...paymentIntent, last_payment_error: { type: 'invalid_request_error', code } };
    const { events } = await receiveCharge({ type: 'payment_intent.payment_failed', object });
    expect(events).toMatchObject([{ type: 'payment.failed', data: { failure: { code } } }]);
  });

  it('give a payment the same id, and the charge knows who paid with what', async () => {
    const { receive: receiveCharge } = createReceiver({ paymentEvents: 'charge' });
    const { events } = await receiveCharge({ type: 'charge.succeeded', object: charge });
    expect(events.map(told)).toEqual([
      ['payment.succeeded', { ...chargedPayment, receiptUrl: charge.receipt_url }],
    ]);
  });

  it('are alone where a charge has no intent: then it tells by its own id', async () => {
    const alone = { ...charge, payment_intent: null };
    const { events } = await receive({ type: 'charge.succeeded', object: alone });
    expect(events).toMatchObject([{ type: 'payment.succeeded', data: { paymentId: charge.id } }]);
    const expired = await receive({ type: 'charge.expired', object: alone });
    expect(expired.events).toMatchObject([{ type: 'payment.canceled', data: { reason: 'expired' } }]);
  });

  it('give two events of one capture different ids', async () => {
    const { receive: receiveCharge } = createReceiver({ paymentEvents: 'charge' });
    const { events } = await receiveCharge({ type: 'charge.captured', object: charge, id: 'evt_1' });
    expect(events.map(({ id, type }) => [id, type])).toEqual([
      ['evt_1', 'payment.captured'],
      ['evt_1:succeeded', 'payment.succeeded'],
    ]);
  });
});

describe('events of refunds', () => {
  const data = {
    customer: { id: 'cus_1001' },
    refundId: refund.id,
    amount: { amountMinor: 1_990, currency: 'EUR' },
    paymentId: refund.payment_intent,
    orderId: '1042',
    reason: 'requested_by_customer',
    metadata: refund.metadata,
  };
  const eventsOf = async (type: string, object: unknown) =>
    (await receive({ type, object })).events.map(({ id, type: unified }) => [id, unified]);

  it('tell that a refund was made, and that it succeeded where it did at once', async () => {
    const { events } = await receive({ type: 'refund.created', object: refund });
    expect(events.map(told)).toEqual([
      ['refund.created', data],
      ['refund.succeeded', data],
    ]);
  });

  it('tell of a success once, however many kinds of event tell it', async () => {
    const charged = { ...charge, refunds: { data: [refund] } };
    const expected = [
      ['re_1Nispe2eZvKYlo2Cd31jOCgZ:created', 'refund.created'],
      ['re_1Nispe2eZvKYlo2Cd31jOCgZ:succeeded', 'refund.succeeded'],
    ];
    expect(await eventsOf('refund.created', refund)).toEqual(expected);
    expect(await eventsOf('charge.refunded', charged)).toEqual(expected);
    expect(await eventsOf('refund.updated', refund)).toEqual(expected.slice(1));
    expect(await eventsOf('charge.refund.updated', refund)).toEqual(expected.slice(1));
  });

  it('tell of a failure with its reason', async () => {
    const object = { ...refund, status: 'failed', failure_reason: 'expired_or_canceled_card' };
    const { events } = await receive({ type: 'refund.failed', object });
    expect(events).toMatchObject([
      { type: 'refund.failed', data: { failure: { code: 'expired_or_canceled_card' } } },
    ]);
  });

  it('tell nothing of a charge that does not show its refunds, nor of a refund that is still pending', async () => {
    expect(await receive({ type: 'charge.refunded', object: charge })).toMatchObject({
      events: [],
      ignored: ['charge.refunded'],
    });
    const pending = { ...refund, status: 'pending' };
    expect(await receive({ type: 'refund.updated', object: pending })).toMatchObject({
      events: [],
      ignored: ['refund.updated'],
    });
    expect(await eventsOf('refund.created', pending)).toEqual([[`${refund.id}:created`, 'refund.created']]);
  });
});

describe('events of disputes and payouts', () => {
  it('tell what a dispute is about', async () => {
    const { events } = await receive({ type: 'charge.dispute.created', object: dispute });
    expect(events.map(told)).toEqual([
      [
        'dispute.opened',
        {
          disputeId: dispute.id,
          amount: { amountMinor: 4_990, currency: 'EUR' },
          paymentId: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
          reason: 'product_not_received',
          networkReasonCode: '13.1',
          status: 'needs_response',
          evidenceDueBy: '2023-04-23T23:59:59.000Z',
        },
      ],
    ]);
  });

  it.each([
    ['charge.dispute.updated', 'under_review', 'dispute.updated'],
    ['charge.dispute.closed', 'won', 'dispute.won'],
    ['charge.dispute.closed', 'lost', 'dispute.lost'],
    ['charge.dispute.closed', 'warning_closed', 'dispute.updated'],
  ])('%s with the status %s is %s', async (type, status, unified) => {
    const { events } = await receive({ type, object: { ...dispute, status } });
    expect(events).toMatchObject([{ type: unified, data: { status } }]);
  });

  it('tell of payouts, and why one failed', async () => {
    const paid = {
      payoutId: payout.id,
      amount: { amountMinor: 1_250_000, currency: 'EUR' },
      arrivalAt: '2023-04-05T00:00:00.000Z',
      method: 'standard',
      reference: 'ACME PAYOUT',
    };
    const { events } = await receive({ type: 'payout.paid', object: payout });
    expect(events.map(told)).toEqual([['payout.paid', paid]]);
    const object = { ...payout, failure_code: 'account_closed', failure_message: 'The account was closed.' };
    const failed = await receive({ type: 'payout.failed', object });
    const failure = { code: 'account_closed', message: 'The account was closed.' };
    expect(failed.events.map(told)).toEqual([['payout.failed', { ...paid, failure }]]);
  });
});

describe('events of checkouts', () => {
  const session = {
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    checkoutId: checkoutSession.id,
    mode: 'payment',
    amount: { amountMinor: 4_990, currency: 'EUR' },
    orderId: '1042',
    metadata: { campaign: 'autumn' },
  };

  it('tell who bought, what was paid, and where it goes', async () => {
    const { events } = await receive({ type: 'checkout.session.completed', object: checkoutSession });
    expect(events.map(told)).toEqual([
      [
        'checkout.completed',
        {
          ...session,
          paymentId: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
          paymentStatus: 'paid',
          billingAddress: { ...address, name: 'Ada Lovelace' },
          shippingAddress: { name: 'Ada Lovelace', line1: '1 Dorset Street', city: 'London', country: 'GB' },
        },
      ],
    ]);
  });

  it('tell where one that expired can be taken up again', async () => {
    const { events } = await receive({ type: 'checkout.session.expired', object: checkoutSession });
    expect(events.map(told)).toEqual([
      ['checkout.expired', { ...session, recoveryUrl: 'https://buy.stripe.com/r/live_asAb1724' }],
    ]);
  });
});

describe('events of customers', () => {
  const contact = {
    customer: { ...ada, name: 'Ada Lovelace', phone: '+14155550123' },
    objectId: customer.id,
    createdAt: '2023-04-07T18:59:53.000Z',
    email: 'ada@example.com',
    phone: '+14155550123',
    address,
    language: 'en-GB',
    properties: { description: 'Met at the fair', metadata: customer.metadata },
  };

  it('tell of a contact', async () => {
    const { events } = await receive({ type: 'customer.created', object: customer });
    expect(events.map(told)).toEqual([['contact.created', contact]]);
  });

  it('tell what changed, from what, to what', async () => {
    const previousAttributes = { description: null, metadata: { plan: 'free' } };
    const { events } = await receive({ type: 'customer.updated', object: customer, previousAttributes });
    const changedFields = [
      { name: 'description', value: 'Met at the fair', previousValue: null },
      { name: 'metadata', value: customer.metadata, previousValue: { plan: 'free' } },
    ];
    expect(events.map(told)).toEqual([['contact.updated', { ...contact, changedFields }]]);
  });

  it('tell that one is gone', async () => {
    const { events } = await receive({ type: 'customer.deleted', object: customer });
    expect(events.map(told)).toEqual([
      ['contact.deleted', { customer: contact.customer, objectId: customer.id }],
    ]);
  });

  it('tell of a saved payment method', async () => {
    const { events } = await receive({ type: 'payment_method.attached', object: paymentMethod });
    expect(events.map(told)).toEqual([
      [
        'payment_method.attached',
        {
          customer: { email: 'ada@example.com', name: 'Ada Lovelace', externalIds: ada.externalIds },
          paymentMethodId: paymentMethod.id,
          method: card,
          billingAddress: address,
          metadata: { plan: 'gold' },
        },
      ],
    ]);
  });
});

describe('events of connected accounts', () => {
  const application = { id: 'ca_JWVN6vOJJs3RKsff0VUwIUfmUmN0VYqe', object: 'application', name: null };

  it.each([
    ['account.application.authorized', 'channel.app_installed'],
    ['account.application.deauthorized', 'channel.app_uninstalled'],
  ])('%s is %s', async (type, unified) => {
    const { events } = await receive({ type, object: application, account: 'acct_1' });
    expect(events.map(told)).toEqual([[unified, { channel: 'stripe', workspaceId: 'acct_1' }]]);
    expect((await receive({ type, object: application })).ignored).toEqual([type]);
  });
});

describe('what is ignored', () => {
  it('is counted by its kind, whatever it holds', async () => {
    const { events, ignored } = await receive({ type: 'invoice.payment_succeeded', object: 42 });
    expect({ events, ignored }).toEqual({ events: [], ignored: ['invoice.payment_succeeded'] });
  });

  it('are thin events, by their kind', async () => {
    const { sandbox, connector } = createReceiver();
    const received = await receiveWith(connector, sandbox.sign(JSON.stringify(thinEvent), endpoint));
    expect(received).toMatchObject({
      events: [],
      ignored: ['v1.billing.meter.error_report_triggered'],
      failed: [],
    });
  });

  it('is the other mode, where the config names one', async () => {
    const { receive: receiveLive } = createReceiver({ livemode: true });
    const happened = { type: 'payment_intent.succeeded', object: paymentIntent };
    expect(await receiveLive(happened)).toMatchObject({
      events: [],
      ignored: ['payment_intent.succeeded (test mode)'],
    });
    expect((await receiveLive({ ...happened, livemode: true })).events).toHaveLength(1);
  });
});

describe('an authentic body that makes no sense', () => {
  const { sandbox, connector } = createReceiver();
  const failures = async (body: string) =>
    (await receiveWith(connector, sandbox.sign(body, endpoint))).failed;

  it.each([
    ['is no JSON', 'payment', 'webhook.body_malformed', ''],
    ['is no event', '{"hello":"world"}', 'webhook.payload_invalid', 'object'],
    [
      'has no id',
      '{"object":"event","type":"payout.paid","created":1,"data":{"object":{}}}',
      'webhook.payload_invalid',
      'id',
    ],
    [
      'lies in the year 100 000',
      '{"object":"event","id":"evt_1","type":"payout.paid","created":3093527980800,"data":{"object":{}}}',
      'webhook.payload_invalid',
      'created',
    ],
    [
      'tells of a payout without an amount',
      JSON.stringify({
        object: 'event',
        id: 'evt_1',
        type: 'payout.paid',
        created: 1,
        data: { object: { ...payout, amount: null } },
      }),
      'webhook.payload_invalid',
      'data.object.amount',
    ],
    [
      'tells of a payout in no currency',
      JSON.stringify({
        object: 'event',
        id: 'evt_1',
        type: 'payout.paid',
        created: 1,
        data: { object: { ...payout, currency: '€' } },
      }),
      'webhook.payload_invalid',
      'data.object.currency',
    ],
  ])('is kept as a failure when it %s', async (_, body, code, path) => {
    const [failure, ...others] = await failures(body);
    expect(others).toEqual([]);
    expect(failure?.error.code).toBe(code);
    expect(failure?.error.issues[0]?.path ?? '').toBe(path);
  });

  it.each(stripeEventKinds)(
    'is never an exception: %s with nothing, or with something else',
    async (type) => {
      for (const object of [null, 42, [], {}, { id: {} }, { __proto__: null, constructor: 1 }]) {
        const event = { object: 'event', id: 'evt_1', type, created: 1, data: { object } };
        const received = await receiveWith(connector, sandbox.sign(JSON.stringify(event), endpoint));
        expect(received.events).toEqual([]);
        expect(received.failed.length + received.ignored.length).toBe(1);
        expect(received.failed.map(({ error }) => error.message).join()).not.toContain('unexpected');
      }
    },
  );

  it('loses only what nobody needs when optional fields are odd', async () => {
    const odd = {
      ...charge,
      payment_intent: null,
      customer: 7,
      billing_details: { email: 'not an address', name: '', phone: 'call me', address: 'London' },
      payment_method_details: { type: 'constructor', card: null },
      receipt_url: 'javascript:alert(1)',
      metadata: { order_id: 1042 },
    };
    const { events } = await receive({ type: 'charge.succeeded', object: odd });
    expect(events.map(told)).toEqual([
      [
        'payment.succeeded',
        {
          paymentId: charge.id,
          amount: payment.amount,
          method: { kind: 'constructor' },
          description: 'Order 1042',
        },
      ],
    ]);
  });
});
