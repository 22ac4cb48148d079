import { z } from 'zod';
import { enteredEmail, enteredName, passedOn } from '../../lenient-fields.ts';
import { paypalId, paypalMoney, paypalTime, reference } from './fields.ts';

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_get */
export const dispute = z.object({
  dispute_id: paypalId,
  dispute_amount: paypalMoney,
  reason: passedOn(z.string().max(1024)),
  status: passedOn(z.string().max(256)),
  external_reason_code: passedOn(z.string().max(64)),
  seller_response_due_date: passedOn(paypalTime),
  dispute_outcome: passedOn(z.object({ outcome_code: passedOn(z.string().max(255)) })),
  disputed_transactions: passedOn(
    z.array(
      z.object({
        seller_transaction_id: reference,
        invoice_number: reference,
        custom: reference,
        buyer: passedOn(z.object({ email: enteredEmail, name: enteredName, payer_id: reference })),
      }),
    ),
  ),
});

/** See {@link dispute}. */
export interface PayPalDispute extends z.output<typeof dispute> {}
