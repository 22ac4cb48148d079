import type { HmacScheme, PublicKeyScheme, SharedSecretScheme } from './signature-scheme.ts';

/**
 * Standard Webhooks, symmetric (`v1`). Secrets are `whsec_` and base64. The signed message id is in
 * `VerifiedSignature.values.id`. Source:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'base64',
  key: 'base64',
  keyPrefix: 'whsec_',
  signature: { header: 'webhook-signature', separator: ' ', prefix: 'v1,' },
  timestamp: { header: 'webhook-timestamp', unit: 'seconds' },
  values: { id: { header: 'webhook-id' } },
  signed: '{id}.{timestamp}.{body}',
};

/** Standard Webhooks, asymmetric (`v1a`): Ed25519. Public keys are `whpk_` and base64. Source: as above. */
export const standardWebhooksEd25519: PublicKeyScheme = {
  kind: 'publicKey',
  algorithm: 'ed25519',
  encoding: 'base64',
  key: 'raw-base64',
  keyPrefix: 'whpk_',
  signature: { header: 'webhook-signature', separator: ' ', prefix: 'v1a,' },
  timestamp: { header: 'webhook-timestamp', unit: 'seconds' },
  values: { id: { header: 'webhook-id' } },
  signed: '{id}.{timestamp}.{body}',
};

/**
 * `X-Hub-Signature-256: sha256=<hex>`, what became of WebSub's signature:
 * https://www.w3.org/TR/websub/#signature-validation. It covers the body alone and no time, so that only a
 * cache of ids keeps replays out.
 */
export const hubSignature256: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'x-hub-signature-256', prefix: 'sha256=' },
  signed: '{body}',
};

/** `X-Hub-Signature: sha1=<hex>`, its elder form: https://www.w3.org/TR/websub/#signature-validation. */
export const hubSignatureSha1: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha1',
  encoding: 'hex',
  signature: { header: 'x-hub-signature', prefix: 'sha1=' },
  signed: '{body}',
};

/** A shared secret as a bearer token: https://www.rfc-editor.org/rfc/rfc6750#section-2.1. */
export const bearerSecret: SharedSecretScheme = {
  kind: 'sharedSecret',
  secret: { header: 'authorization', prefix: 'Bearer ' },
};
