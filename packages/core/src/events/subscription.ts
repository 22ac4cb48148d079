import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { metadata } from '../values/metadata.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';
import { changedField } from './crm-record.ts';

const subscription = z.object({
  customer: customerRef.optional(),
  subscriptionId: vendorId,
  status: z.string().max(64).optional().describe('As the vendor names it: `trialing`, `active`, `past_due`.'),
  items: z
    .array(
      z.object({
        name: z.string().max(1024).optional(),
        priceId: vendorId.optional(),
        productId: vendorId.optional(),
        quantity: z.number().nonnegative().optional(),
        unitAmount: money.optional(),
      }),
    )
    .optional(),
  amount: money.optional().describe('What one period costs in all.'),
  interval: z.string().max(64).optional().describe('How long a period is: `month`, `year`, `3 months`.'),
  currentPeriodStart: timestamp.optional(),
  currentPeriodEnd: timestamp.optional(),
  trialEnd: timestamp.optional(),
  cancelAtPeriodEnd: z.boolean().optional().describe('Whether it ends with the period that is paid for.'),
  metadata: metadata.optional(),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  subscriptionId: 'sub_77',
  status: 'active',
  items: [
    {
      name: 'Gold',
      priceId: 'price_gold',
      productId: 'prod_gold',
      quantity: 1,
      unitAmount: { amountMinor: 1_900, currency: 'EUR' },
    },
  ],
  amount: { amountMinor: 1_900, currency: 'EUR' },
  interval: 'month',
  currentPeriodStart: '2026-11-21T00:00:00Z',
  currentPeriodEnd: '2026-12-21T00:00:00Z',
  trialEnd: '2026-11-21T00:00:00Z',
  cancelAtPeriodEnd: false,
  metadata: { seats: '1' },
};

/** Defines `subscription.created`. */
export const subscriptionCreated = defineEvent({
  type: 'subscription.created',
  title: 'Subscription created',
  description: 'A customer subscribed, be it on trial.',
  data: subscription,
  example,
});

/** Data of `subscription.created`: a customer subscribed, be it on trial. */
export interface SubscriptionCreated extends z.output<typeof subscriptionCreated.data> {}

/** Defines `subscription.updated`. */
export const subscriptionUpdated = defineEvent({
  type: 'subscription.updated',
  title: 'Subscription updated',
  description: 'A subscription changed: its plan, its quantity, or that it will end.',
  data: subscription.extend({
    changedFields: z.array(changedField).optional().describe('What changed, where the vendor says so.'),
  }),
  example: {
    ...example,
    cancelAtPeriodEnd: true,
    changedFields: [{ name: 'cancel_at_period_end', value: true, previousValue: false }],
  },
});

/** Data of `subscription.updated`: a subscription changed: its plan, its quantity, or that it will end. */
export interface SubscriptionUpdated extends z.output<typeof subscriptionUpdated.data> {}

/** Defines `subscription.canceled`. */
export const subscriptionCanceled = defineEvent({
  type: 'subscription.canceled',
  title: 'Subscription canceled',
  description: 'A subscription has ended.',
  data: subscription.extend({
    endedAt: timestamp.optional(),
    reason: z.string().max(1024).optional().describe("The vendor's own reason: `cancellation_requested`."),
    comment: z.string().meta(pii('free_text')).optional().describe('What the customer said about it.'),
  }),
  example: {
    ...example,
    status: 'canceled',
    endedAt: '2026-11-21T09:30:00Z',
    reason: 'cancellation_requested',
    comment: 'Too many e-mails.',
  },
});

/** Data of `subscription.canceled`: a subscription has ended. */
export interface SubscriptionCanceled extends z.output<typeof subscriptionCanceled.data> {}

/** Defines `subscription.renewed`. */
export const subscriptionRenewed = defineEvent({
  type: 'subscription.renewed',
  title: 'Subscription renewed',
  description: 'A new period began and is paid for.',
  data: subscription.extend({
    invoiceId: vendorId.optional(),
    paymentId: vendorId.optional(),
  }),
  example: { ...example, invoiceId: 'in_1042', paymentId: 'pi_3PqL' },
});

/** Data of `subscription.renewed`: a new period began and is paid for. */
export interface SubscriptionRenewed extends z.output<typeof subscriptionRenewed.data> {}

/** Defines `subscription.past_due`. */
export const subscriptionPastDue = defineEvent({
  type: 'subscription.past_due',
  title: 'Subscription past due',
  description: 'A period could not be paid for; the subscription lives on for now.',
  data: subscription.extend({
    invoiceId: vendorId.optional(),
    amountDue: money.optional(),
    attemptCount: z.int().nonnegative().optional().describe('How often collecting was tried.'),
    nextAttemptAt: timestamp.optional(),
  }),
  example: {
    ...example,
    status: 'past_due',
    invoiceId: 'in_1042',
    amountDue: { amountMinor: 1_900, currency: 'EUR' },
    attemptCount: 1,
    nextAttemptAt: '2026-11-24T09:30:00Z',
  },
});

/** Data of `subscription.past_due`: a period could not be paid for; the subscription lives on for now. */
export interface SubscriptionPastDue extends z.output<typeof subscriptionPastDue.data> {}

/** All events of subscriptions. */
export const subscriptionEvents: readonly EventDefinition[] = [
  subscriptionCreated,
  subscriptionUpdated,
  subscriptionCanceled,
  subscriptionRenewed,
  subscriptionPastDue,
];
