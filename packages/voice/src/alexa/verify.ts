import {
  type CertificateKey,
  certificateKeyAt,
  type InboundContext,
  type PublicKeyScheme,
  parseJsonBody,
  SignatureError,
  valueAt,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import { alexaCertificates } from './certificates.ts';
import type { AlexaSettings } from './config.ts';

/**
 * RSA with SHA-256 over the body, which holds the time; the key is that of a certificate whose URL comes along.
 *
 * @see https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html
 */
export const alexaSignature: PublicKeyScheme = {
  kind: 'publicKey',
  algorithm: 'rsa-sha256',
  key: 'pem',
  encoding: 'base64',
  signature: { header: 'signature-256' },
  timestamp: { json: ['request', 'timestamp'], unit: 'iso' },
  signed: '{body}',
};

/** How old, or new, a request may be: 150 seconds; skill events come later, up to an hour. Source as above. */
const toleranceMs = { request: 150_000, skillEvent: 3_600_000 };

/**
 * Proves that a request is Alexa's, is fresh, and is for a skill of ours. A key that does not fit is looked for once more at
 * its URL, where it is not brand-new: another may have taken its place.
 */
export const verifyAlexa = async (
  request: WebhookRequest,
  { config, clock, http }: InboundContext<AlexaSettings>,
): Promise<void> => {
  const url = certificateUrlOf(request);
  const certificates = alexaCertificates(config.trustedRoots);
  const lookup = { http, nowMs: clock.now() };
  const key = await certificateKeyAt(url, certificates, lookup);
  const verify = ({ publicKey }: CertificateKey): void => {
    verifySignature(alexaSignature, request, {
      secrets: publicKey,
      clock,
      toleranceMs: isSkillEvent(request) ? toleranceMs.skillEvent : toleranceMs.request,
    });
  };
  try {
    verify(key);
  } catch (error) {
    if (!key.mayBeReplaced || !isMismatch(error)) throw error;
    verify(await certificateKeyAt(url, certificates, { ...lookup, isStale: true }));
  }
  requireSkill(request, config);
};

const certificateUrlOf = ({ headers }: WebhookRequest): string => {
  const url = headers.signaturecertchainurl;
  if (!url)
    throw new SignatureError('webhook.signature_missing', 'The header signaturecertchainurl is missing.');
  if (/[\s,]/.test(url))
    throw new SignatureError(
      'webhook.signature_invalid',
      'The header signaturecertchainurl was sent more than once.',
    );
  return url;
};

const isMismatch = (error: unknown): boolean =>
  error instanceof SignatureError && error.code === 'webhook.signature_invalid';

const isSkillEvent = ({ rawBody }: WebhookRequest): boolean => {
  const type = valueAt(parseJsonBody(rawBody), ['request', 'type']);
  return typeof type === 'string' && type.startsWith('AlexaSkillEvent.');
};

/** A signed request is Alexa's, but anybody's skill may be the one that it is for. */
const requireSkill = ({ rawBody }: WebhookRequest, { skillId }: AlexaSettings): void => {
  const body = parseJsonBody(rawBody);
  const ids = [
    valueAt(body, ['context', 'System', 'application', 'applicationId']),
    valueAt(body, ['session', 'application', 'applicationId']),
  ].filter((id) => id !== undefined);
  if (ids.length === 0 || !ids.every((id) => typeof id === 'string' && skillId.includes(id)))
    throw new SignatureError('webhook.signature_invalid', 'The request is for another skill.');
};
