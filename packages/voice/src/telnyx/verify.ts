import {
  type InboundContext,
  type PublicKeyScheme,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { TelnyxSettings } from './config.ts';

/**
 * Ed25519 over the time, a bar and the body, with the public key of the account.
 *
 * @see https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks#webhook-signing
 */
export const telnyxSignature: PublicKeyScheme = {
  kind: 'publicKey',
  algorithm: 'ed25519',
  key: 'raw-base64',
  encoding: 'base64',
  signature: { header: 'telnyx-signature-ed25519' },
  timestamp: { header: 'telnyx-timestamp', unit: 'seconds' },
  signed: '{timestamp}|{body}',
  toleranceMs: 300_000,
};

/** Proves that a webhook is Telnyx's, and not older (nor newer) than five minutes. */
export const verifyTelnyx = (
  request: WebhookRequest,
  { config, clock }: InboundContext<TelnyxSettings>,
): void => {
  verifySignature(telnyxSignature, request, { secrets: config.publicKey, clock });
};
