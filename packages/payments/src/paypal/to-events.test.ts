import { describe, expect, it } from 'vitest';
import { createPair, told } from './fixtures/harness.ts';
import resources from './fixtures/resources.json' with { type: 'json' };
import { paypalEventTypes } from './to-events.ts';

const { receive } = createPair();
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const { capture, authorization, refund, sale, order, dispute, subscription, payoutItem, paymentToken } =
  resources;

const payment = {
  paymentId: '5O190127TN364715T',
  amount: eur(4_990),
  method: { kind: 'paypal' },
  orderId: '1042',
};
const customer = { id: 'cus_1001' };
const ada = { email: 'ada@example.com', name: 'Ada Lovelace', externalIds: { paypal: 'QYR5Z8XDVJNXQ' } };
const fees = { feeAmount: eur(174), netAmount: eur(4_816) };

const eventsOf = async (type: string, resource: object) => {
  const { events, failed } = await receive({ type, resource });
  expect(failed).toEqual([]);
  return events.map(told);
};

it('the envelope has PayPal’s event id and its time', async () => {
  const { events } = await receive({
    type: 'PAYMENT.CAPTURE.COMPLETED',
    resource: capture,
    id: 'WH-55TG7562XN2588878-8YH955435R661687G',
    createTime: '2026-01-01T01:00:00+01:00',
  });
  expect(events).toMatchObject([
    {
      id: 'WH-55TG7562XN2588878-8YH955435R661687G',
      source: '/connectors/paypal',
      time: '2026-01-01T00:00:00.000Z',
      subject: '5O190127TN364715T',
    },
  ]);
});

it('a time that is none, as in PayPal’s own samples, is that of the arrival', async () => {
  const createTime = '2018-19-12T22:20:32.000Z';
  const { events } = await receive({ type: 'PAYMENT.CAPTURE.COMPLETED', resource: capture, createTime });
  expect(events[0]?.time).toBe('2026-01-01T00:00:00.000Z');
});

describe('payments', () => {
  it('are told of by captures, authorizations and their refusals', async () => {
    expect(await eventsOf('PAYMENT.CAPTURE.COMPLETED', capture)).toEqual([
      ['payment.succeeded', { ...payment, customer, ...fees }],
    ]);
    expect(await eventsOf('PAYMENT.AUTHORIZATION.CREATED', authorization)).toEqual([
      ['payment.authorized', { ...payment, captureBefore: '2026-01-30T00:00:00.000Z' }],
    ]);
    expect(await eventsOf('PAYMENT.AUTHORIZATION.VOIDED', { ...authorization, status: 'VOIDED' })).toEqual([
      ['payment.canceled', { ...payment, reason: 'voided' }],
    ]);
    const denied = { ...authorization, status: 'DENIED', processor_response: { response_code: '5120' } };
    expect(await eventsOf('PAYMENT.CAPTURE.DENIED', denied)).toEqual([
      ['payment.failed', { ...payment, failure: { code: 'DENIED' }, declineCode: '5120' }],
    ]);
  });

  it('that were authorized are captured too, and succeed once', async () => {
    const related_ids = { order_id: '5O190127TN364715T', authorization_id: '0VF52814937998046' };
    const { events } = await receive({
      type: 'PAYMENT.CAPTURE.COMPLETED',
      resource: { ...capture, supplementary_data: { related_ids } },
      id: 'WH-1',
    });
    expect(events.map(({ id, type }) => [id, type])).toEqual([
      ['WH-1', 'payment.captured'],
      ['5O190127TN364715T:succeeded', 'payment.succeeded'],
    ]);
    expect(events[0]?.data).toMatchObject({
      captureId: '3C679366HH908993F',
      capturedAmount: eur(4_990),
      isFinal: true,
    });
  });

  it('of subscriptions are sales of version 1, and renew them', async () => {
    const paid = {
      ...payment,
      paymentId: '80021663DE681814L',
      amount: eur(1_900),
      subscriptionId: 'I-BW452GLLEP1G',
    };
    expect(await eventsOf('PAYMENT.SALE.COMPLETED', sale)).toEqual([
      ['payment.succeeded', { ...paid, feeAmount: eur(90) }],
      [
        'subscription.renewed',
        { subscriptionId: 'I-BW452GLLEP1G', amount: eur(1_900), paymentId: '80021663DE681814L' },
      ],
    ]);
    const { billing_agreement_id: _, ...single } = sale;
    expect(await eventsOf('PAYMENT.SALE.COMPLETED', single)).toHaveLength(1);
  });

  it.each([
    ['JPY', '4990', 4_990],
    ['HUF', '4990', 499_000],
    ['TWD', '4990.00', 499_000],
    ['USD', '0.48', 48],
    ['USD', '100', 10_000],
  ])('in %s of %s are read as minor units', async (currency_code, value, amountMinor) => {
    const [[, data] = []] = await eventsOf('PAYMENT.CAPTURE.COMPLETED', {
      id: 'C',
      amount: { currency_code, value },
    });
    expect(data).toMatchObject({ amount: { amountMinor, currency: currency_code } });
  });

  it.each([
    ['10.005', 'USD'],
    ['ten', 'USD'],
    ['1e3', 'USD'],
    ['10.5', 'JPY'],
    ['10', 'dollars'],
  ])('of %s %s are kept as a failure, and not guessed', async (value, currency_code) => {
    const resource = { ...capture, amount: { currency_code, value } };
    const { events, failed } = await receive({ type: 'PAYMENT.CAPTURE.COMPLETED', resource });
    expect(events).toEqual([]);
    expect(failed).toMatchObject([{ error: { code: 'webhook.payload_invalid' } }]);
    expect(failed[0]?.error.message).toContain('resource.amount');
  });
});

describe('refunds', () => {
  const told42 = {
    refundId: '1JU08902781691411',
    amount: eur(1_990),
    paymentId: '3C679366HH908993F',
    orderId: '1042',
  };

  it.each([
    ['PAYMENT.CAPTURE.REFUNDED', {}, 'refund.succeeded', {}],
    ['PAYMENT.CAPTURE.REFUNDED', { status: 'PENDING' }, 'refund.created', {}],
    ['PAYMENT.CAPTURE.REVERSED', {}, 'refund.succeeded', { reason: 'reversed' }],
    ['PAYMENT.REFUND.PENDING', { status: 'PENDING' }, 'refund.created', {}],
    ['PAYMENT.REFUND.FAILED', { status: 'FAILED' }, 'refund.failed', { failure: { code: 'FAILED' } }],
  ])('%s with %o is %s', async (type, changes, unified, more) => {
    expect(await eventsOf(type, { ...refund, ...changes })).toEqual([[unified, { ...told42, ...more }]]);
  });

  it('of version 1 are of a sale, and how much they are is what counts', async () => {
    const resource = {
      id: 'R',
      sale_id: 'S',
      state: 'completed',
      amount: { total: '-0.48', currency: 'USD' },
    };
    expect(await eventsOf('PAYMENT.SALE.REFUNDED', resource)).toEqual([
      ['refund.succeeded', { refundId: 'R', amount: { amountMinor: 48, currency: 'USD' }, paymentId: 'S' }],
    ]);
  });
});

describe('orders', () => {
  const checkout = {
    customer: { ...ada, id: 'cus_1001' },
    checkoutId: '5O190127TN364715T',
    mode: 'payment',
    amount: eur(4_990),
    orderId: '1042',
    paymentId: '5O190127TN364715T',
    paymentStatus: 'APPROVED',
  };

  it('are checkouts, completed once', async () => {
    const ids = [];
    for (const [type, status] of [
      ['CHECKOUT.ORDER.APPROVED', 'APPROVED'],
      ['CHECKOUT.ORDER.COMPLETED', 'COMPLETED'],
    ] as const) {
      const { events } = await receive({ type, resource: { ...order, status } });
      expect(events.map(told)).toEqual([['checkout.completed', { ...checkout, paymentStatus: status }]]);
      ids.push(events[0]?.id);
    }
    expect(new Set(ids).size).toBe(1);
  });

  it('that are voided, or whose approval lapsed, are canceled payments', async () => {
    const canceled = { ...payment, customer: { ...ada, id: 'cus_1001' } };
    expect(await eventsOf('CHECKOUT.ORDER.VOIDED', { ...order, status: 'VOIDED' })).toEqual([
      ['payment.canceled', { ...canceled, reason: 'voided' }],
    ]);
    const { id, status: _, ...rest } = order;
    expect(await eventsOf('CHECKOUT.PAYMENT-APPROVAL.REVERSED', { ...rest, order_id: id })).toEqual([
      ['payment.canceled', { ...canceled, reason: 'approval_reversed' }],
    ]);
  });
});

describe('disputes', () => {
  const disputed = {
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    disputeId: 'PP-D-27803',
    amount: eur(4_990),
    paymentId: '3C679366HH908993F',
    orderId: '1042',
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    evidenceDueBy: '2026-01-20T00:00:00.000Z',
  };

  it.each([
    ['CUSTOMER.DISPUTE.CREATED', undefined, 'dispute.opened'],
    ['CUSTOMER.DISPUTE.UPDATED', undefined, 'dispute.updated'],
    ['CUSTOMER.DISPUTE.RESOLVED', 'RESOLVED_SELLER_FAVOUR', 'dispute.won'],
    ['CUSTOMER.DISPUTE.RESOLVED', 'CANCELED_BY_BUYER', 'dispute.won'],
    ['CUSTOMER.DISPUTE.RESOLVED', 'RESOLVED_BUYER_FAVOUR', 'dispute.lost'],
    ['CUSTOMER.DISPUTE.RESOLVED', 'ACCEPTED', 'dispute.lost'],
    ['CUSTOMER.DISPUTE.RESOLVED', 'RESOLVED_WITH_PAYOUT', 'dispute.updated'],
  ])('%s with the outcome %s is %s', async (type, outcome_code, unified) => {
    const resource = { ...dispute, ...(outcome_code && { dispute_outcome: { outcome_code } }) };
    expect(await eventsOf(type, resource)).toEqual([
      [unified, { ...disputed, ...(outcome_code && { status: outcome_code }) }],
    ]);
  });
});

describe('subscriptions', () => {
  const subscribed = {
    customer: ada,
    subscriptionId: 'I-BW452GLLEP1G',
    status: 'ACTIVE',
    items: [{ priceId: 'P-5ML4271244454362WXNWU5NQ', quantity: 2 }],
    currentPeriodStart: '2026-01-01T00:00:00.000Z',
    currentPeriodEnd: '2026-02-01T00:00:00.000Z',
  };

  it.each([
    ['CREATED', 'subscription.created', {}],
    ['ACTIVATED', 'subscription.updated', {}],
    ['SUSPENDED', 'subscription.updated', {}],
    ['CANCELLED', 'subscription.canceled', { reason: 'cancelled' }],
    ['EXPIRED', 'subscription.canceled', { reason: 'expired' }],
    ['PAYMENT.FAILED', 'subscription.past_due', { amountDue: eur(1_900), attemptCount: 1 }],
  ])('BILLING.SUBSCRIPTION.%s is %s', async (type, unified, more) => {
    expect(await eventsOf(`BILLING.SUBSCRIPTION.${type}`, subscription)).toEqual([
      [unified, { ...subscribed, ...more }],
    ]);
  });
});

describe('payouts and what customers save', () => {
  const paidOut = {
    customer: { email: 'seller@example.com' },
    payoutId: '8AELMXH8UB2P8',
    amount: { amountMinor: 987, currency: 'USD' },
    reference: '14Feb_234',
  };

  it('are told of item by item', async () => {
    expect(await eventsOf('PAYMENT.PAYOUTS-ITEM.SUCCEEDED', payoutItem)).toEqual([['payout.paid', paidOut]]);
    const resource = { ...payoutItem, transaction_status: 'RETURNED' };
    expect(await eventsOf('PAYMENT.PAYOUTS-ITEM.RETURNED', resource)).toEqual([
      ['payout.failed', { ...paidOut, failure: { code: 'RETURNED' } }],
    ]);
  });

  it('lead to ids that createPayment takes', async () => {
    expect(await eventsOf('VAULT.PAYMENT-TOKEN.CREATED', paymentToken)).toEqual([
      [
        'payment_method.attached',
        {
          customer: { id: 'cus_1001', externalIds: { paypal: 'customer_4029352050' } },
          paymentMethodId: 'card:8kk8451t',
          method: { kind: 'card', brand: 'visa', last4: '1111', expiresOn: '2030-03' },
        },
      ],
    ]);
  });
});

it.each(['PAYMENT.CAPTURE.PENDING', 'PAYMENT.PAYOUTSBATCH.SUCCESS', 'SOMETHING.NEW', 'constructor'])(
  '%s is ignored and accepted',
  async (type) => {
    const { ignored, events, reply } = await receive({ type, resource: {} });
    expect({ ignored, events, status: reply.status }).toEqual({ ignored: [type], events: [], status: 200 });
  },
);

it('every type that is mapped is listed', () => {
  expect(paypalEventTypes).toContain('PAYMENT.CAPTURE.COMPLETED');
  expect(paypalEventTypes).toContain('PAYMENT.PAYOUTS-ITEM.SUCCEEDED');
});
