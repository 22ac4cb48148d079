import { z } from 'zod';
import type { createCheckout as contract } from '../../contract.ts';
import { passedOn } from '../../lenient-fields.ts';
import { fromAdyenAmount, toAdyenAmount } from '../currencies.ts';
import { adyenAmount, adyenTime, pspReference } from '../payload/fields.ts';
import { shopperReferenceOf } from '../shopper-reference.ts';
import { type AdyenAction, metadataOf, post, referenceOf, requireCaptureMode } from './call-adyen.ts';

/**
 * Makes a payment link, which needs no theme and no code in the browser. It lives a day, or until `expiresAt`, at most 70 days from
 * now. There is nowhere to go for who turns back. Its payment is made once it is paid.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/paymentLinks
 */
export const createCheckout: AdyenAction<typeof contract> = {
  run: async (input, context) => {
    const { customer, lines, capture } = input;
    requireCaptureMode(capture, context);
    const lineItems = lines.map(lineItemOf);
    const currency = lines[0]?.unitAmount.currency ?? '';
    const value = lineItems.reduce(
      (sum, { amountIncludingTax, quantity }) => sum + amountIncludingTax * quantity,
      0,
    );
    const link = await post(context, '/paymentLinks', {
      operation: 'checkout.create',
      json: {
        amount: { value, currency },
        reference: referenceOf(input.orderId, context),
        returnUrl: input.returnUrl,
        shopperReference: shopperReferenceOf(customer),
        shopperEmail: customer?.email,
        expiresAt: input.expiresAt,
        lineItems,
        ...(context.config.capture === 'manual' && { manualCapture: capture === 'manual' }),
        metadata: metadataOf(input.metadata, capture, context),
      },
      response: openLink,
    });
    return {
      checkoutId: link.id,
      url: link.url,
      amount: fromAdyenAmount(link.amount),
      expiresAt: link.expiresAt,
    };
  },
};

const openLink = z.object({
  id: pspReference,
  url: z.url(),
  amount: adyenAmount,
  expiresAt: passedOn(adyenTime),
});

type Line = z.output<typeof contract.input>['lines'][number];

const lineItemOf = ({ name, quantity, unitAmount, description, imageUrl }: Line) => ({
  quantity,
  amountIncludingTax: toAdyenAmount(unitAmount).value,
  description: description === undefined ? name : `${name}: ${description}`,
  imageUrl,
});
