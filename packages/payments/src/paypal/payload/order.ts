import { z } from 'zod';
import { enteredEmail, passedOn } from '../../lenient-fields.ts';
import { payer, paypalId, paypalLinks, paypalMoney, paypalName, paypalTime, reference } from './fields.ts';

const settled = z.object({
  id: paypalId,
  status: passedOn(z.string().max(64)),
  amount: passedOn(paypalMoney),
  status_details: passedOn(z.object({ reason: passedOn(z.string().max(256)) })),
  processor_response: passedOn(z.object({ response_code: passedOn(z.string().max(64)) })),
});

/** A capture, an authorization or a refund within an order. */
export interface PayPalSettled extends z.output<typeof settled> {}

const unit = z.object({
  amount: passedOn(paypalMoney),
  invoice_id: reference,
  custom_id: reference,
  description: passedOn(z.string().max(1024)),
  payments: passedOn(
    z.object({
      captures: passedOn(z.array(settled)),
      authorizations: passedOn(z.array(settled)),
      refunds: passedOn(z.array(settled)),
    }),
  ),
});

/**
 * An order. PayPal's older answers and webhooks leave out whatever is not needed for the status.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_get
 */
export const order = z.object({
  id: paypalId,
  status: z.string().max(64),
  intent: passedOn(z.string().max(64)),
  payer: passedOn(payer),
  payment_source: passedOn(
    z.object({
      paypal: passedOn(
        z.object({ account_id: reference, email_address: enteredEmail, name: passedOn(paypalName) }),
      ),
      card: passedOn(
        z.object({
          brand: passedOn(z.string().max(64)),
          last_digits: passedOn(z.string().regex(/^\d{2,4}$/)),
          expiry: passedOn(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
        }),
      ),
    }),
  ),
  purchase_units: passedOn(z.array(unit)),
  create_time: passedOn(paypalTime),
  links: paypalLinks,
});

/** See {@link order}. */
export interface PayPalOrder extends z.output<typeof order> {}

/**
 * An order whose approval was taken back, because nothing was collected in time.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-orders
 */
export const reversedOrder = order
  .extend({ id: passedOn(paypalId), order_id: passedOn(paypalId), status: passedOn(z.string()) })
  .transform(({ order_id, ...fields }, context): PayPalOrder => {
    const id = order_id ?? fields.id;
    if (id !== undefined) return { ...fields, id, status: fields.status ?? 'VOIDED' };
    context.addIssue({ code: 'custom', path: ['order_id'], message: 'is required' });
    return z.NEVER;
  });
