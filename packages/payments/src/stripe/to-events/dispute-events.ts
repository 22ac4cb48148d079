import type { DisputeOpened } from '@touchline/core';
import { fromStripeAmount } from '../currencies.ts';
import { dispute, type StripeDispute } from '../payload/dispute.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { timeOf } from './values.ts';

/**
 * Disputes. One that is closed without a verdict, as an inquiry that went no further, is an update. The movements of funds
 * that go with them are left out.
 *
 * @see https://docs.stripe.com/disputes/how-disputes-work
 */
export const disputeEvents: Readonly<Record<string, StripeMapper>> = {
  'charge.dispute.created': mapper(dispute, (object, { emit }) => [
    emit('dispute.opened', object.id, disputeOf(object)),
  ]),
  'charge.dispute.updated': mapper(dispute, (object, { emit }) => [
    emit('dispute.updated', object.id, disputeOf(object)),
  ]),
  'charge.dispute.closed': mapper(dispute, (object, { emit }) => [
    emit(
      object.status === 'won' ? 'dispute.won' : object.status === 'lost' ? 'dispute.lost' : 'dispute.updated',
      object.id,
      disputeOf(object),
    ),
  ]),
};

const disputeOf = (object: StripeDispute): DisputeOpened => ({
  customer: customerRefOf({ metadata: object.metadata }),
  disputeId: object.id,
  amount: fromStripeAmount(object.amount, object.currency),
  paymentId: object.payment_intent ?? object.charge,
  orderId: orderIdOf(object.metadata),
  reason: object.reason,
  networkReasonCode: object.payment_method_details?.card?.network_reason_code ?? object.network_reason_code,
  status: object.status,
  evidenceDueBy: timeOf(object.evidence_details?.due_by),
});
