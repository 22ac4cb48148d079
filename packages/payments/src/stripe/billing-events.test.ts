import { describe, expect, it } from 'vitest';
import { createReceiver, told } from './fixtures/harness.ts';
import invoice from './fixtures/invoice.json' with { type: 'json' };
import oldInvoice from './fixtures/invoice-before-2025-03-31.json' with { type: 'json' };
import subscription from './fixtures/subscription.json' with { type: 'json' };
import oldSubscription from './fixtures/subscription-before-2025-03-31.json' with { type: 'json' };

const { receive } = createReceiver();

const customer = { id: 'cus_1001', externalIds: { stripe: 'cus_QXg1o8vcGmoR32' } };
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const gold = {
  customer,
  subscriptionId: subscription.id,
  status: 'active',
  items: [
    {
      name: 'Gold',
      priceId: 'price_1MowQULkdIwHu7ixraBm864M',
      productId: 'prod_Na6dGcTsmU0I4R',
      quantity: 2,
      unitAmount: eur(1_900),
    },
  ],
  amount: eur(3_800),
  interval: '3 months',
  currentPeriodStart: '2023-03-23T22:16:07.000Z',
  currentPeriodEnd: '2023-04-23T22:16:07.000Z',
  cancelAtPeriodEnd: false,
  metadata: { customer_id: 'cus_1001' },
};

const bill = {
  customer: { ...customer, email: 'ada@example.com', name: 'Ada Lovelace' },
  invoiceId: invoice.id,
  total: eur(3_800),
  number: 'ACME-1042',
  amountDue: eur(0),
  amountPaid: eur(3_800),
  subscriptionId: subscription.id,
  lines: [{ description: '2 × Gold', quantity: 2, amount: eur(3_800) }],
  periodStart: '2023-03-23T22:16:07.000Z',
  periodEnd: '2023-04-23T22:16:07.000Z',
  hostedUrl: 'https://invoice.stripe.com/i/acct_1/test_1',
  pdfUrl: 'https://pay.stripe.com/invoice/acct_1/test_1/pdf',
  metadata: { cost_centre: '42' },
};

describe.each([
  ['since API version 2025-03-31', subscription],
  ['before', oldSubscription],
])('a subscription as it is written %s', (_, object) => {
  it('is told with its items, its price and its period', async () => {
    const { events } = await receive({ type: 'customer.subscription.created', object });
    expect(events.map(told)).toEqual([['subscription.created', gold]]);
  });

  it('is told again, with what changed, when it is updated', async () => {
    const { events } = await receive({
      type: 'customer.subscription.updated',
      object: { ...object, cancel_at_period_end: true },
      previousAttributes: { cancel_at_period_end: false },
    });
    const changedFields = [{ name: 'cancel_at_period_end', value: true, previousValue: false }];
    expect(events.map(told)).toEqual([
      ['subscription.updated', { ...gold, cancelAtPeriodEnd: true, changedFields }],
    ]);
  });
});

describe('a subscription', () => {
  it('fell behind in the update that says so, and in no later one', async () => {
    const object = { ...subscription, status: 'past_due' };
    const type = 'customer.subscription.updated';
    const { events } = await receive({ type, object, id: 'evt_1', previousAttributes: { status: 'active' } });
    expect(events).toMatchObject([
      { id: 'evt_1', type: 'subscription.updated' },
      {
        id: 'evt_1:past_due',
        type: 'subscription.past_due',
        data: { invoiceId: subscription.latest_invoice },
      },
    ]);
    const later = await receive({ type, object, previousAttributes: { metadata: {} } });
    expect(later.events).toMatchObject([{ type: 'subscription.updated' }]);
  });

  it('ends with the reason and what the customer said', async () => {
    const object = {
      ...subscription,
      status: 'canceled',
      ended_at: 1_682_288_167,
      cancellation_details: {
        reason: 'cancellation_requested',
        feedback: 'unused',
        comment: 'Too many e-mails.',
      },
    };
    const { events } = await receive({ type: 'customer.subscription.deleted', object });
    expect(events).toMatchObject([
      {
        type: 'subscription.canceled',
        data: {
          endedAt: '2023-04-23T22:16:07.000Z',
          reason: 'cancellation_requested',
          comment: 'Too many e-mails.',
        },
      },
    ]);
  });

  it('has no amount where a price is not known', async () => {
    const [item] = subscription.items.data;
    const tiered = { ...item, price: { ...item?.price, unit_amount: null } };
    const object = { ...subscription, items: { data: [item, tiered] } };
    const { events } = await receive({ type: 'customer.subscription.created', object });
    expect(events[0]?.data).toMatchObject({ items: [{ unitAmount: eur(1_900) }, { quantity: 2 }] });
    expect(events).not.toMatchObject([{ data: { amount: expect.anything() } }]);
  });
});

describe.each([
  ['since API version 2025-03-31', invoice],
  ['before', oldInvoice],
])('an invoice as it is written %s', (_, object) => {
  it('is told when it is issued', async () => {
    const { events } = await receive({ type: 'invoice.finalized', object });
    expect(events.map(told)).toEqual([['invoice.finalized', bill]]);
  });

  it('renews its subscription when it is paid', async () => {
    const { events } = await receive({ type: 'invoice.paid', object, id: 'evt_1' });
    const paymentId = 'pi_3MtwBwLkdIwHu7ix28a3tqPa';
    expect(events.map(({ id }) => id)).toEqual(['evt_1', 'evt_1:renewed']);
    expect(events.map(told)).toEqual([
      ['invoice.paid', { ...bill, paymentId, paidAt: '2023-04-23T22:17:40.000Z' }],
      [
        'subscription.renewed',
        {
          customer: bill.customer,
          subscriptionId: subscription.id,
          amount: eur(3_800),
          currentPeriodStart: '2023-04-23T22:16:07.000Z',
          currentPeriodEnd: '2023-07-23T22:16:07.000Z',
          metadata: { customer_id: 'cus_1001' },
          invoiceId: invoice.id,
          paymentId,
        },
      ],
    ]);
  });

  it('renews nothing when it is the first of a subscription', async () => {
    const first = { ...object, billing_reason: 'subscription_create' };
    const { events } = await receive({ type: 'invoice.paid', object: first });
    expect(events.map(({ type }) => type)).toEqual(['invoice.paid']);
  });

  it('tells when it will be tried again after it could not be collected', async () => {
    const unpaid = {
      ...object,
      amount_paid: 0,
      amount_remaining: 3_800,
      next_payment_attempt: 1_682_547_367,
    };
    const { events } = await receive({ type: 'invoice.payment_failed', object: unpaid });
    expect(events).toMatchObject([
      {
        type: 'invoice.payment_failed',
        data: { attemptCount: 1, nextAttemptAt: '2023-04-26T22:16:07.000Z', amountDue: eur(3_800) },
      },
    ]);
  });
});
