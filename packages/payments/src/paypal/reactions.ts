import type { EventOf, ReactionResult, ReactionTools, TouchpointEvents } from '@touchline/core';
import type { CompleteOrderInput } from './complete-order.ts';
import type { PayPalSettings } from './config.ts';

/**
 * Completes an order that its customer has approved: without that PayPal collects nothing, and lets the approval lapse.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_capture
 */
export const completeApproved = (
  { source, data }: EventOf<TouchpointEvents, 'checkout.completed'>,
  { call, skip, config }: CompleteTools,
): ReactionResult => {
  if (source !== '/connectors/paypal') return skip('not of PayPal');
  if (!config.completeOrders) return skip('completeOrders is off');
  if (data.paymentStatus !== 'APPROVED') return skip('nothing to complete');
  return call.completeOrder({ orderId: data.checkoutId });
};

/** The part of a reaction's tools that is used here. */
type CompleteTools = Pick<ReactionTools<unknown>, 'skip'> & {
  readonly config: Pick<PayPalSettings, 'completeOrders'>;
  readonly call: { readonly completeOrder: (input: CompleteOrderInput) => ReactionResult };
};
