import {
  type HmacScheme,
  type InboundContext,
  joinSortedPairs,
  parseFormPairs,
  urlPortVariants,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { TwilioSettings } from './config.ts';

/**
 * A form: HMAC-SHA1 in base64 over the URL, its query included, and the form's names and values in order of the names. A
 * value that is repeated counts once. Twilio signs the URL sometimes with its default port and sometimes without.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const twilioFormSignature: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha1',
  encoding: 'base64',
  signature: { header: 'x-twilio-signature' },
  urls: urlPortVariants,
  signed: ({ url, body }) => url + joinSortedPairs(parseFormPairs(body)),
};

/** JSON: the URL alone is signed, and its query holds a hash of the body. Source as above. */
export const twilioJsonSignature: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha1',
  encoding: 'base64',
  signature: { header: 'x-twilio-signature' },
  urls: urlPortVariants,
  bodyDigest: { query: 'bodySHA256', algorithm: 'sha256', encoding: 'hex' },
  signed: '{url}',
};

/** Which of the two signs a request. Whatever is no form must name a hash of its body. */
export const signatureFor = ({ headers }: WebhookRequest): HmacScheme =>
  (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')
    ? twilioFormSignature
    : twilioJsonSignature;

/**
 * Proves that a webhook is Twilio's. The signature covers no time, so an old request verifies for ever: its events have the
 * ids that they had, and are known by them.
 */
export const verifyTwilio = (
  request: WebhookRequest,
  { config, clock }: InboundContext<TwilioSettings>,
): void => {
  verifySignature(signatureFor(request), request, {
    secrets: config.authToken,
    clock,
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  });
};
