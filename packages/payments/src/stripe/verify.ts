import {
  type InboundContext,
  type SignatureScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { StripeSettings } from './config.ts';

/**
 * `Stripe-Signature: t=1492774577,v1=5257a8…`: HMAC-SHA256 in hex over the time, a full stop and the raw body. The secret
 * is used as text, with its `whsec_`. Several `v1` stand there while a secret is rolled; entries of other schemes, such as
 * the `v0` of test events, are passed over.
 *
 * @see https://docs.stripe.com/webhooks?verify=verify-manually
 */
export const stripeSignature: SignatureScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'stripe-signature', field: 'v1' },
  timestamp: { header: 'stripe-signature', field: 't', unit: 'seconds' },
  signed: '{timestamp}.{body}',
};

/**
 * Proves that a webhook is Stripe's, and less than five minutes old.
 *
 * @throws SignatureError as `verifySignature` does.
 * @throws TouchlineError `config.invalid` when no webhook secret is configured.
 */
export const verifyStripe = (
  request: WebhookRequest,
  { config, clock }: InboundContext<StripeSettings>,
): void => {
  if (config.webhookSecret === undefined)
    throw new TouchlineError(
      'config.invalid',
      'Config of stripe: webhookSecret is needed to take a webhook.',
      {
        connector: 'stripe',
      },
    );
  verifySignature(stripeSignature, request, { secrets: config.webhookSecret, clock });
};
