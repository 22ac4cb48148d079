import { type HmacScheme, type InboundContext, verifySignature, type WebhookRequest } from '@touchline/core';
import type { ExampleVendorSettings } from './config.ts';

// TODO: how the vendor signs its webhooks, and a link to where that is written. docs/webhooks.md lists the kinds of scheme.
/** `Example-Vendor-Signature: t=1767225600,v1=5257a8…`. The sandbox signs with it too. */
export const webhookSignature: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'example-vendor-signature', field: 'v1' },
  timestamp: { header: 'example-vendor-signature', field: 't', unit: 'seconds' },
  signed: '{timestamp}.{body}',
};

/**
 * Proves that a webhook is Example Vendor's.
 *
 * @throws SignatureError as `verifySignature` does.
 */
export const verifyWebhook = (
  request: WebhookRequest,
  { config, clock }: InboundContext<ExampleVendorSettings>,
): void => {
  verifySignature(webhookSignature, request, { secrets: config.webhookSecret, clock });
};
