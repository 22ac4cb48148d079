import {
  type DigestScheme,
  type HmacScheme,
  type InboundContext,
  SignatureError,
  type SignatureScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { HubspotSettings } from './config.ts';

/** A version of HubSpot's signature. */
export type SignatureVersion = 'v1' | 'v2' | 'v3';

/**
 * The escapes that HubSpot resolves in the URL before it signs.
 *
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests#validate-the-v3-request-signature
 */
const resolvedEscapes = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

const resolveEscapes = (url: string): readonly string[] => {
  const resolved = url.replace(resolvedEscapes, decodeURIComponent);
  return resolved === url ? [url] : [resolved, url];
};

/** Signs method, URL, body and time, at most five minutes ago. */
export const signatureV3: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  signature: { header: 'x-hubspot-signature-v3' },
  timestamp: { header: 'x-hubspot-request-timestamp', unit: 'milliseconds' },
  signed: '{method}{url}{body}{timestamp}',
  urls: resolveEscapes,
};

/** Signs method, URL and body; workflows still send it beside v3. */
export const signatureV2: DigestScheme = {
  kind: 'digest',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'x-hubspot-signature' },
  signed: '{secret}{method}{url}{body}',
};

/** Signs the body alone; subscriptions to CRM objects still send it. */
export const signatureV1: DigestScheme = { ...signatureV2, signed: '{secret}{body}' };

/** The scheme of each version. */
export const signatureSchemes: Readonly<Record<SignatureVersion, SignatureScheme>> = {
  v1: signatureV1,
  v2: signatureV2,
  v3: signatureV3,
};

/**
 * Verifies the best signature that the request has. One that names v3 is judged by v3 alone: were a failing v3 to fall back
 * to an elder signature, whoever captured one of those could send it again for ever.
 *
 * @throws SignatureError as `verifySignature` does, and `webhook.signature_invalid` for a version that is not known.
 * @throws TouchlineError `config.invalid` when no client secret is configured.
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export const verifyHubspot = (
  request: WebhookRequest,
  { config, clock }: InboundContext<HubspotSettings>,
): void => {
  if (config.clientSecret === undefined)
    throw new TouchlineError(
      'config.invalid',
      'Config of hubspot: clientSecret is needed to take a webhook.',
      {
        connector: 'hubspot',
      },
    );
  const version = config.requireSignatureV3 ? 'v3' : versionOf(request);
  verifySignature(signatureSchemes[version], request, {
    secrets: config.clientSecret,
    clock,
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  });
};

const versionOf = ({ headers }: WebhookRequest): SignatureVersion => {
  if (headers['x-hubspot-signature-v3'] !== undefined) return 'v3';
  if (headers['x-hubspot-signature'] === undefined) return 'v3';
  const named = headers['x-hubspot-signature-version'];
  if (named === 'v1' || named === 'v2') return named;
  throw named === undefined
    ? new SignatureError('webhook.signature_missing', 'The header x-hubspot-signature-version is missing.')
    : new SignatureError('webhook.signature_invalid', 'The version of the signature is not known.');
};
