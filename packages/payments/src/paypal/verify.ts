import { crc32 } from 'node:zlib';
import {
  certificateKeyAt,
  type InboundContext,
  SignatureError,
  type SignatureScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import { environments, type PayPalSettings } from './config.ts';

/** How far the clocks may differ, in milliseconds. */
const clockSkewMs = 300_000;

/**
 * RSA-SHA256 in base64 over the id and the time of the transmission, the id of the webhook and the CRC-32 of the raw body as a decimal
 * number, joined by bars. A new attempt is a new transmission of the same event.
 *
 * A CRC is no proof against a body that is made to match it; but whoever has no signature of PayPal's for this webhook has none to
 * match. The other way that PayPal offers, its verify-webhook-signature, checks the same.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/rest/#link-messagepayload
 */
export const paypalSignature = (webhookIds: readonly string[]): SignatureScheme => ({
  kind: 'publicKey',
  algorithm: 'rsa-sha256',
  encoding: 'base64',
  signature: { header: 'paypal-transmission-sig' },
  timestamp: { header: 'paypal-transmission-time', unit: 'iso' },
  values: { id: { header: 'paypal-transmission-id' } },
  signed: webhookIds.map(
    (webhookId) =>
      ({ timestamp, values: { id = '' }, body }) =>
        `${withoutBar(id)}|${timestamp}|${webhookId}|${crc32(body)}`,
  ),
});

/**
 * Proves that a webhook is PayPal's and meant for one of the configured webhooks. The certificate that it names is fetched from
 * PayPal's own hosts only, and must lead to a trusted root and bear the name that PayPal signs with.
 *
 * @throws SignatureError as `verifySignature` does.
 * @throws TouchlineError `config.invalid` when no webhook id is configured; the HTTP client's when the certificate cannot be fetched.
 */
export const verifyPayPal = async (
  request: WebhookRequest,
  { config, clock, http }: InboundContext<PayPalSettings>,
): Promise<void> => {
  const { webhookId: webhookIds, webhookRoots: roots, webhookToleranceMs: toleranceMs } = config;
  if (webhookIds === undefined)
    throw new TouchlineError('config.invalid', 'Config of paypal: webhookId is needed to take a webhook.', {
      connector: 'paypal',
    });
  if (headerOf(request, 'paypal-auth-algo') !== 'SHA256withRSA')
    throw invalid('The header paypal-auth-algo is not SHA256withRSA.');
  const nowMs = clock.now();
  // Before anything is fetched for it: what is stale, or malformed, is not worth a call.
  const sentMs = Date.parse(headerOf(request, 'paypal-transmission-time'));
  if (!(sentMs <= nowMs + clockSkewMs && sentMs >= nowMs - toleranceMs))
    throw new SignatureError('webhook.timestamp_stale', 'The time of the transmission is not near.');
  for (const name of ['paypal-transmission-id', 'paypal-transmission-sig']) headerOf(request, name);
  const { certificateHost, certificateName } = environments[config.environment];
  const { publicKey } = await certificateKeyAt(
    headerOf(request, 'paypal-cert-url'),
    {
      pin: { host: certificateHost, pathPrefix: '/v1/notifications/certs/' },
      subjectAltName: certificateName,
      roots,
    },
    { http, nowMs },
  );
  verifySignature(paypalSignature(webhookIds), request, { secrets: publicKey, clock, toleranceMs });
};

const headerOf = ({ headers }: WebhookRequest, name: string): string => {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value) return value;
  throw new SignatureError('webhook.signature_missing', `The header ${name} is missing.`);
};

/** A bar in it could move bytes over into the time under the same signature. */
const withoutBar = (id: string): string => {
  if (id.includes('|')) throw invalid('The header paypal-transmission-id holds a bar.');
  return id;
};

const invalid = (sentence: string): SignatureError =>
  new SignatureError('webhook.signature_invalid', sentence);
