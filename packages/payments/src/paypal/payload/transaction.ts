import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { paypalId, paypalLinks, paypalMoney, paypalTime, reference } from './fields.ts';

const relatedIds = passedOn(
  z.object({
    related_ids: passedOn(
      z.object({ order_id: reference, authorization_id: reference, capture_id: reference }),
    ),
  }),
);

/**
 * A capture, an authorization or a refund of version 2, or a sale, an authorization or a refund of version 1.
 *
 * @see https://developer.paypal.com/docs/api/payments/v2/#captures_get
 * @see https://developer.paypal.com/docs/api/payments/v1/#sale_get
 */
export const transaction = z.object({
  id: paypalId,
  amount: paypalMoney,
  status: passedOn(z.string().max(64)),
  state: passedOn(z.string().max(64)),
  status_details: passedOn(z.object({ reason: passedOn(z.string().max(256)) })),
  reason_code: passedOn(z.string().max(256)),
  invoice_id: reference,
  invoice_number: reference,
  custom_id: reference,
  custom: reference,
  final_capture: passedOn(z.boolean()),
  expiration_time: passedOn(paypalTime),
  valid_until: passedOn(paypalTime),
  supplementary_data: relatedIds,
  billing_agreement_id: reference,
  sale_id: reference,
  capture_id: reference,
  transaction_fee: passedOn(paypalMoney),
  seller_receivable_breakdown: passedOn(
    z.object({ paypal_fee: passedOn(paypalMoney), net_amount: passedOn(paypalMoney) }),
  ),
  processor_response: passedOn(z.object({ response_code: passedOn(z.string().max(64)) })),
  links: paypalLinks,
});

/** See {@link transaction}. */
export interface PayPalTransaction extends z.output<typeof transaction> {}
