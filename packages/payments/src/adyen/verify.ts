import {
  type InboundContext,
  type SignatureScheme,
  TouchlineError,
  valueAt,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { AdyenSettings } from './config.ts';

/**
 * What is signed of a notification item, in this order and joined by colons; what is absent is empty. Nothing is escaped, so a
 * colon may stand in one of them only: the merchant reference, which is yours to choose.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
const signedPaths: readonly (readonly string[])[] = [
  ['pspReference'],
  ['originalReference'],
  ['merchantAccountCode'],
  ['merchantReference'],
  ['amount', 'value'],
  ['amount', 'currency'],
  ['eventCode'],
  ['success'],
];

/**
 * Standard webhooks: HMAC-SHA256 in base64, keyed with the bytes that the hexadecimal key stands for, inside of each item. There
 * is no time in it: a replay is the same event again, by its id.
 */
export const adyenItemSignature: SignatureScheme & { readonly kind: 'hmac' } = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  key: 'hex',
  items: ['notificationItems', '*', 'NotificationRequestItem'],
  signature: { json: ['additionalData', 'hmacSignature'] },
  signed: ({ item }) => signedPaths.map((path) => signedText(item, path)).join(':'),
};

/** Webhooks of platforms, tokenisation and management: the same over the whole body, in a header. */
export const adyenBodySignature: SignatureScheme & { readonly kind: 'hmac' } = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  key: 'hex',
  signature: { header: 'hmacsignature' },
  signed: '{body}',
};

/**
 * Proves that a webhook is Adyen's: the signature of its body where the header is there, else those of all its items; and the basic
 * authentication where it is configured.
 *
 * @throws SignatureError as `verifySignature` does.
 * @throws TouchlineError `config.invalid` when no HMAC key is configured.
 */
export const verifyAdyen = (
  request: WebhookRequest,
  { config: { hmacKey, webhookCredentials }, clock }: InboundContext<AdyenSettings>,
): void => {
  if (hmacKey === undefined)
    throw new TouchlineError('config.invalid', 'Config of adyen: hmacKey is needed to take a webhook.', {
      connector: 'adyen',
    });
  if (webhookCredentials) verifySignature({ kind: 'basic' }, request, { secrets: webhookCredentials, clock });
  const isOverBody = Object.hasOwn(request.headers, 'hmacsignature');
  verifySignature(isOverBody ? adyenBodySignature : adyenItemSignature, request, { secrets: hmacKey, clock });
};

const signedText = (item: unknown, path: readonly string[]): string => {
  const value = valueAt(item, path) ?? '';
  const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  // A colon elsewhere could move text from one field into the next under the same signature.
  if (!isPlain || (path[0] !== 'merchantReference' && String(value).includes(':')))
    throw new TypeError('a signed field is not as Adyen sends it');
  return String(value);
};
