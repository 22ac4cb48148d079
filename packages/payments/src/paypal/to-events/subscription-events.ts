import type { SubscriptionCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { type PayPalSubscription, subscription } from '../payload/subscription.ts';
import { customerRefOf } from './customer-ref.ts';
import { type MapContext, mapper, type PayPalMapper } from './mapper.ts';

/**
 * Subscriptions. That a period was paid for is told by its sale.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-subscriptions
 */
export const subscriptionEvents: Readonly<Record<string, PayPalMapper>> = {
  'BILLING.SUBSCRIPTION.CREATED': mapper(subscription, (object, { emit }) => [
    emit('subscription.created', object.id, subscriptionOf(object)),
  ]),
  'BILLING.SUBSCRIPTION.ACTIVATED': mapper(subscription, updated),
  'BILLING.SUBSCRIPTION.RE-ACTIVATED': mapper(subscription, updated),
  'BILLING.SUBSCRIPTION.SUSPENDED': mapper(subscription, updated),
  'BILLING.SUBSCRIPTION.UPDATED': mapper(subscription, updated),
  'BILLING.SUBSCRIPTION.CANCELLED': mapper(subscription, (object, context) =>
    ended(object, context, 'cancelled'),
  ),
  'BILLING.SUBSCRIPTION.EXPIRED': mapper(subscription, (object, context) =>
    ended(object, context, 'expired'),
  ),
  'BILLING.SUBSCRIPTION.PAYMENT.FAILED': mapper(subscription, (object, { emit }) => [
    emit('subscription.past_due', object.id, {
      ...subscriptionOf(object),
      amountDue: object.billing_info?.outstanding_balance,
      attemptCount: object.billing_info?.failed_payments_count,
      nextAttemptAt: object.billing_info?.last_failed_payment?.next_payment_retry_time,
    }),
  ]),
};

function updated(object: PayPalSubscription, { emit }: MapContext): Mapped {
  return [emit('subscription.updated', object.id, subscriptionOf(object))];
}

function ended(object: PayPalSubscription, { emit }: MapContext, reason: string): Mapped {
  const comment = object.status_change_note;
  return [
    emit('subscription.canceled', object.id, {
      ...subscriptionOf(object),
      endedAt: object.status_update_time,
      reason,
      comment,
    }),
  ];
}

const subscriptionOf = (object: PayPalSubscription): SubscriptionCreated => {
  const { subscriber, billing_info: billing } = object;
  const info = object.payer?.payer_info;
  const name = [info?.first_name, info?.last_name].filter((part) => part !== undefined).join(' ');
  return {
    customer: customerRefOf({
      payerId: subscriber?.payer_id ?? info?.payer_id,
      email: subscriber?.email_address ?? info?.email,
      name: subscriber?.name ?? (name === '' ? undefined : name.slice(0, 512)),
      customId: object.custom_id,
    }),
    subscriptionId: object.id,
    status: object.status ?? object.state,
    items:
      object.plan_id === undefined ? undefined : [{ priceId: object.plan_id, quantity: object.quantity }],
    currentPeriodStart: billing?.last_payment?.time ?? object.agreement_details?.last_payment_date,
    currentPeriodEnd: billing?.next_billing_time ?? object.agreement_details?.next_billing_date,
  };
};
