import { TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { createPayment as contract, PaymentStatus } from '../../contract.ts';
import { passedOn } from '../../lenient-fields.ts';
import { fromAdyenAmount, toAdyenAmount } from '../currencies.ts';
import { adyenAmount, optionalReference } from '../payload/fields.ts';
import { shopperReferenceOf } from '../shopper-reference.ts';
import {
  type AdyenAction,
  type AdyenContext,
  metadataOf,
  post,
  referenceOf,
  refused,
  requireCaptureMode,
} from './call-adyen.ts';

type Input = z.output<typeof contract.input>;

/**
 * Pays with what a customer saved. Without a payment method Adyen makes no payment, only a checkout.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments
 */
export const createPayment: AdyenAction<typeof contract> = {
  run: async (input, context) => {
    const json = requestOf(input, context);
    const made = await post(context, '/payments', { operation: 'payment.create', json, response: result });
    return outputOf(made, input, json.reference);
  },
};

const result = z.object({
  resultCode: z.string().max(64),
  pspReference: optionalReference,
  merchantReference: optionalReference,
  amount: passedOn(adyenAmount),
  refusalReason: passedOn(z.string()),
  refusalReasonCode: passedOn(z.string()),
  action: passedOn(z.looseObject({ type: z.string(), method: passedOn(z.string()), url: passedOn(z.url()) })),
});

const requestOf = (input: Input, context: AdyenContext) => {
  const { customer, paymentMethodId, offSession, capture } = input;
  const { config } = context;
  if (paymentMethodId === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'Adyen makes a payment only with a paymentMethodId; createCheckout lets the customer choose how to pay.',
    );
  const shopperReference = shopperReferenceOf(customer);
  if (shopperReference === undefined)
    throw refused(
      'Adyen finds a saved payment method only with its customer: give externalIds.adyen or an id.',
    );
  const returnUrl = input.returnUrl ?? config.returnUrl;
  if (returnUrl === undefined)
    throw refused('Adyen wants a returnUrl for every payment: give one, or set it in the config.');
  requireCaptureMode(capture, context);
  return {
    amount: toAdyenAmount(input.amount),
    reference: referenceOf(input.orderId, context),
    paymentMethod: { type: 'scheme', storedPaymentMethodId: paymentMethodId },
    shopperReference,
    shopperInteraction: 'ContAuth',
    recurringProcessingModel: offSession ? config.recurringProcessingModel : 'CardOnFile',
    shopperEmail: customer?.email ?? input.receiptEmail,
    returnUrl,
    ...(capture === 'automatic' && config.capture === 'manual' && { captureDelayHours: 0 }),
    metadata: metadataOf(input.metadata, capture, context),
  };
};

const outputOf = (
  made: z.output<typeof result>,
  { amount, metadata, capture }: Input,
  reference: string,
): z.input<(typeof contract)['output']> => {
  if (declines.has(made.resultCode)) throw declined(made);
  const status = statusOf(made.resultCode, capture);
  const taken = made.amount ? fromAdyenAmount(made.amount) : amount;
  return {
    // Only what waits for the customer may have none yet; then the reference leads to it.
    paymentId: made.pspReference ?? reference,
    status,
    amount: taken,
    authorizedAmount: status === 'authorized' ? taken : undefined,
    capturedAmount: status === 'succeeded' ? taken : undefined,
    orderId: made.merchantReference ?? reference,
    actionUrl:
      made.action?.method === 'GET' || made.action?.method === undefined ? made.action?.url : undefined,
    clientToken: made.action ? JSON.stringify(made.action) : undefined,
    metadata,
  };
};

/** https://docs.adyen.com/online-payments/build-your-integration/payment-result-codes */
const declines: ReadonlySet<string> = new Set(['Refused', 'Error', 'Cancelled']);

const statusOf = (resultCode: string, capture: 'automatic' | 'manual'): PaymentStatus => {
  switch (resultCode) {
    case 'Authorised':
      return capture === 'manual' ? 'authorized' : 'succeeded';
    case 'PartiallyAuthorised':
      return 'authorized';
    case 'RedirectShopper':
    case 'IdentifyShopper':
    case 'ChallengeShopper':
    case 'PresentToShopper':
    case 'AuthenticationFinished':
    case 'AuthenticationNotRequired':
      return 'requires_action';
    default:
      return 'pending';
  }
};

/** Adyen answers a decline with 200. */
const declined = ({
  resultCode,
  refusalReason,
  refusalReasonCode,
}: z.output<typeof result>): TouchlineError => {
  const isPlain = refusalReason !== undefined && /^[\w .,:/()-]{1,100}$/.test(refusalReason);
  return new TouchlineError(
    'http.rejected',
    `Adyen declined the payment: ${isPlain ? refusalReason : resultCode}.`,
    { connector: 'adyen', vendorStatus: 200, vendorCode: refusalReasonCode ?? resultCode },
  );
};
