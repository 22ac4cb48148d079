import {
  type BasicScheme,
  type InboundContext,
  type PublicKeyScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { SendgridSettings } from './config.ts';

/**
 * The Signed Event Webhook: ECDSA over the time and the raw body, whose line break at the end counts.
 *
 * The tolerance is as long as events are repeated, 24 hours: nothing says that a repetition is signed anew,
 * and a replay within it changes nothing, because every event has its id. Source:
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 * and, for the repetitions,
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/troubleshooting.
 */
export const eventWebhookScheme: PublicKeyScheme = {
  kind: 'publicKey',
  algorithm: 'ecdsa-p256-sha256',
  encoding: 'base64',
  key: 'spki-base64',
  signature: { header: 'x-twilio-email-event-webhook-signature' },
  timestamp: { header: 'x-twilio-email-event-webhook-timestamp', unit: 'seconds' },
  signed: '{timestamp}{body}',
  toleranceMs: 24 * 60 * 60 * 1_000,
};

/**
 * Inbound Parse is signed the same way, with the key of its security policy, and repeated for 72 hours.
 * Source: https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks and
 * https://support.sendgrid.com/hc/en-us/articles/46513815674395-Understanding-Inbound-Parse-Webhook-Retry-Logic.
 */
export const inboundParseScheme: PublicKeyScheme = {
  ...eventWebhookScheme,
  toleranceMs: 72 * 60 * 60 * 1_000,
};

/** Credentials in the URL that Inbound Parse posts to: `https://user:password@shop.example.com/…`. */
export const inboundParseBasic: BasicScheme = { kind: 'basic' };

/** Whether a request is an e-mail of Inbound Parse; the Event Webhook posts JSON. */
export const isInboundParse = ({ headers }: WebhookRequest): boolean =>
  /^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/**
 * Proves that a request is SendGrid's. What kind it is decides which proof is demanded, so that neither key
 * opens the other door.
 *
 * @throws SignatureError when the proof is missing or wrong.
 * @throws TouchlineError `config.invalid` when the config says nothing about this kind. It is answered with a
 *   status on which SendGrid tries again, so that nothing is lost until the config is mended.
 */
export const verifySendgrid = (
  request: WebhookRequest,
  { config, clock }: InboundContext<SendgridSettings>,
): void => {
  if (!isInboundParse(request)) {
    if (!config.webhookPublicKey) throw unconfigured('webhookPublicKey', 'an event');
    verifySignature(eventWebhookScheme, request, { secrets: config.webhookPublicKey, clock });
    return;
  }
  if (!config.inboundParse) throw unconfigured('inboundParse', 'an e-mail');
  const { publicKey, basicAuth } = config.inboundParse;
  if (basicAuth) verifySignature(inboundParseBasic, request, { secrets: basicAuth, clock });
  if (publicKey) verifySignature(inboundParseScheme, request, { secrets: publicKey, clock });
};

const unconfigured = (field: keyof SendgridSettings, what: string): TouchlineError =>
  new TouchlineError('config.invalid', `Config of sendgrid: ${field} is needed to take ${what}.`, {
    connector: 'sendgrid',
  });
