import type { PayoutPaid } from '@touchline/core';
import { fromStripeAmount } from '../currencies.ts';
import { payout, type StripePayout } from '../payload/payout.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { timeOf } from './values.ts';

/** Payouts that arrived, and those that came back, which may be the same one: https://docs.stripe.com/payouts#payout-failures. */
export const payoutEvents: Readonly<Record<string, StripeMapper>> = {
  'payout.paid': mapper(payout, (object, { emit }) => [emit('payout.paid', object.id, payoutOf(object))]),
  'payout.failed': mapper(payout, (object, { emit }) => [
    emit('payout.failed', object.id, {
      ...payoutOf(object),
      failure: { code: object.failure_code, message: object.failure_message },
    }),
  ]),
};

const payoutOf = (object: StripePayout): PayoutPaid => ({
  payoutId: object.id,
  amount: fromStripeAmount(object.amount, object.currency),
  arrivalAt: timeOf(object.arrival_date),
  method: object.method,
  destinationLast4: object.destination?.last4,
  reference: object.statement_descriptor,
});
