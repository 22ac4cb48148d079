import type { DisputeOpened } from '@touchline/core';
import { dispute, type PayPalDispute } from '../payload/dispute.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { mapper, type PayPalMapper } from './mapper.ts';

/**
 * Disputes. One that the customer gave up is won; one that ended in no one's favour is an update.
 *
 * @see https://developer.paypal.com/docs/api/customer-disputes/v1/#definition-dispute_outcome
 */
export const disputeEvents: Readonly<Record<string, PayPalMapper>> = {
  'CUSTOMER.DISPUTE.CREATED': mapper(dispute, (object, { emit }) => [
    emit('dispute.opened', object.dispute_id, disputeOf(object)),
  ]),
  'CUSTOMER.DISPUTE.UPDATED': mapper(dispute, (object, { emit }) => [
    emit('dispute.updated', object.dispute_id, disputeOf(object)),
  ]),
  'CUSTOMER.DISPUTE.RESOLVED': mapper(dispute, (object, { emit }) => [
    emit(
      outcomes.get(object.dispute_outcome?.outcome_code ?? '') ?? 'dispute.updated',
      object.dispute_id,
      disputeOf(object),
    ),
  ]),
};

const outcomes: ReadonlyMap<string, 'dispute.won' | 'dispute.lost'> = new Map([
  ['RESOLVED_SELLER_FAVOUR', 'dispute.won'],
  ['CANCELED_BY_BUYER', 'dispute.won'],
  ['DENIED', 'dispute.won'],
  ['RESOLVED_BUYER_FAVOUR', 'dispute.lost'],
  ['ACCEPTED', 'dispute.lost'],
]);

const disputeOf = (object: PayPalDispute): DisputeOpened => {
  const [disputed] = object.disputed_transactions ?? [];
  return {
    customer: customerRefOf({
      payerId: disputed?.buyer?.payer_id,
      email: disputed?.buyer?.email,
      name: disputed?.buyer?.name,
      customId: disputed?.custom,
    }),
    disputeId: object.dispute_id,
    amount: object.dispute_amount,
    // The capture, not the order: a dispute tells no more.
    paymentId: disputed?.seller_transaction_id,
    orderId: orderIdOf(disputed?.invoice_number, disputed?.custom),
    reason: object.reason,
    networkReasonCode: object.external_reason_code,
    status: object.dispute_outcome?.outcome_code ?? object.status,
    evidenceDueBy: object.seller_response_due_date,
  };
};
