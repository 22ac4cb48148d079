import { z } from 'zod';
import { enteredEmail, passedOn } from '../../lenient-fields.ts';
import { payer, paypalId, paypalMoney, paypalTime, reference } from './fields.ts';

/**
 * A subscription, or a billing agreement of version 1, which keeps the same things elsewhere.
 *
 * @see https://developer.paypal.com/docs/api/subscriptions/v1/#subscriptions_get
 */
export const subscription = z.object({
  id: paypalId,
  status: passedOn(z.string().max(64)),
  state: passedOn(z.string().max(64)),
  status_change_note: passedOn(z.string().max(4096)),
  plan_id: reference,
  quantity: passedOn(z.coerce.number().nonnegative()),
  custom_id: reference,
  subscriber: passedOn(payer),
  payer: passedOn(
    z.object({
      payer_info: passedOn(
        z.object({
          email: enteredEmail,
          first_name: passedOn(z.string()),
          last_name: passedOn(z.string()),
          payer_id: reference,
        }),
      ),
    }),
  ),
  billing_info: passedOn(
    z.object({
      next_billing_time: passedOn(paypalTime),
      outstanding_balance: passedOn(paypalMoney),
      failed_payments_count: passedOn(z.int().nonnegative()),
      last_payment: passedOn(z.object({ amount: passedOn(paypalMoney), time: passedOn(paypalTime) })),
      last_failed_payment: passedOn(z.object({ next_payment_retry_time: passedOn(paypalTime) })),
    }),
  ),
  agreement_details: passedOn(
    z.object({ next_billing_date: passedOn(paypalTime), last_payment_date: passedOn(paypalTime) }),
  ),
  status_update_time: passedOn(paypalTime),
});

/** See {@link subscription}. */
export interface PayPalSubscription extends z.output<typeof subscription> {}
