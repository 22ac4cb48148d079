import type { SubscriptionCreated } from '@touchline/core';
import { type StripeSubscription, subscription } from '../payload/subscription.ts';
import { changedFieldsOf } from './changed-fields.ts';
import { customerRefOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { firstOf, moneyOf, timeOf } from './values.ts';

/**
 * Subscriptions. That one fell behind is told by the update in which its status became `past_due`; that one was renewed, by
 * its invoice.
 *
 * @see https://docs.stripe.com/billing/subscriptions/webhooks
 */
export const subscriptionEvents: Readonly<Record<string, StripeMapper>> = {
  'customer.subscription.created': mapper(subscription, (object, { emit }) => [
    emit('subscription.created', object.id, subscriptionOf(object)),
  ]),
  'customer.subscription.updated': mapper(subscription, (object, { envelope, emit }) => {
    const updated = emit('subscription.updated', object.id, {
      ...subscriptionOf(object),
      changedFields: changedFieldsOf(envelope),
    });
    const fellBehind =
      object.status === 'past_due' && Object.hasOwn(envelope.data.previous_attributes ?? {}, 'status');
    if (!fellBehind) return [updated];
    const behind = { ...subscriptionOf(object), invoiceId: object.latest_invoice };
    return [updated, emit('subscription.past_due', object.id, behind, `${envelope.id}:past_due`)];
  }),
  'customer.subscription.deleted': mapper(subscription, (object, { emit }) => [
    emit('subscription.canceled', object.id, {
      ...subscriptionOf(object),
      endedAt: timeOf(object.ended_at),
      reason: object.cancellation_details?.reason ?? object.cancellation_details?.feedback,
      comment: object.cancellation_details?.comment,
    }),
  ]),
};

const subscriptionOf = (object: StripeSubscription): SubscriptionCreated => {
  const items = object.items?.data ?? [];
  const first = firstOf(object.items);
  return {
    customer: customerRefOf({ stripeId: object.customer, metadata: object.metadata }),
    subscriptionId: object.id,
    status: object.status,
    items: items.map(({ price, quantity }) => ({
      name: price?.nickname,
      priceId: price?.id,
      productId: price?.product,
      quantity,
      unitAmount: moneyOf(price?.unit_amount, price?.currency),
    })),
    amount: totalOf(items),
    interval: intervalOf(first?.price?.recurring),
    currentPeriodStart: timeOf(object.current_period_start ?? first?.current_period_start),
    currentPeriodEnd: timeOf(object.current_period_end ?? first?.current_period_end),
    trialEnd: timeOf(object.trial_end),
    cancelAtPeriodEnd: object.cancel_at_period_end,
    metadata: object.metadata,
  };
};

type Item = NonNullable<StripeSubscription['items']>['data'][number];

/** Unknown as soon as one price is: tiered and metered prices have no unit amount. */
const totalOf = (items: readonly Item[]) => {
  const currency = items[0]?.price?.currency;
  const total = items.reduce(
    (sum, { price, quantity = 1 }) => sum + (price?.unit_amount ?? Number.NaN) * quantity,
    0,
  );
  return items.length > 0 && Number.isSafeInteger(total) ? moneyOf(total, currency) : undefined;
};

const intervalOf = (
  recurring:
    | { readonly interval?: string | undefined; readonly interval_count?: number | undefined }
    | undefined,
): string | undefined => {
  const { interval, interval_count: count = 1 } = recurring ?? {};
  return interval === undefined || count === 1 ? interval : `${count} ${interval}s`;
};
