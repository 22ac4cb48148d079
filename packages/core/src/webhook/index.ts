export {
  type CertificateDemands,
  type CertificateUrlPin,
  publicKeyFromCertificate,
  requirePinnedUrl,
} from './certificate.ts';
export {
  type CertificateKey,
  type CertificateLookup,
  type CertificateSource,
  certificateKeyAt,
} from './certificate-keys.ts';
export { equalSecrets } from './constant-time.ts';
export { type FormPair, parseFormBody, parseFormPairs, parseQueryPairs } from './form-body.ts';
export { type JsonBodyOptions, parseJsonBody } from './json-body.ts';
export type { TokenClaims } from './json-web-token.ts';
export {
  bearerSecret,
  hubSignature256,
  hubSignatureSha1,
  standardWebhooks,
  standardWebhooksEd25519,
} from './named-schemes.ts';
export { applyPublicUrl, urlPortVariants } from './public-url.ts';
export { valueAt } from './read-source.ts';
export {
  holdToAnnouncedLength,
  type ReadWebhookOptions,
  readWebhookRequest,
  toRequest,
} from './read-webhook-request.ts';
export { type SignOptions, signatureOf, signRequest } from './sign-request.ts';
export type * from './signature-scheme.ts';
export type { NamedKey, SigningKey, SigningKeys } from './signing-key.ts';
export { type JoinPairsOptions, joinSortedPairs } from './sorted-pairs.ts';
export { type VerifiedSignature, type VerifyOptions, verifySignature } from './verify-signature.ts';
export type { WebhookReply, WebhookRequest } from './webhook-request.ts';
