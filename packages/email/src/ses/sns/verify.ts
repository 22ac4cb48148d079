import {
  type CertificateSource,
  certificateKeyAt,
  type InboundContext,
  type PublicKeyScheme,
  SignatureError,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import { type SesSettings, topicArnPattern } from '../config.ts';
import { readSnsMessage, type SnsMessage, signedTextOf } from './sns-message.ts';

/**
 * RSA over what a message says, with SHA-1 (version 1, the default of a topic) or SHA-256 (version 2).
 *
 * The tolerance is a day, though SNS gives up within an hour: a replay changes nothing, because every event has its id. Sources:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html and, for the repetitions,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html.
 */
export const snsSignature = (version: '1' | '2'): PublicKeyScheme => ({
  kind: 'publicKey',
  algorithm: version === '1' ? 'rsa-sha1' : 'rsa-sha256',
  encoding: 'base64',
  signature: { json: ['Signature'] },
  timestamp: { json: ['Timestamp'], unit: 'iso' },
  signed: ({ request, timestamp }) => signedTextOf({ ...readSnsMessage(request), Timestamp: timestamp }),
  toleranceMs: 24 * 60 * 60 * 1_000,
});

/**
 * Proves that a message is Amazon's, and of a topic that the config names: everyone has topics, and Amazon signs their messages alike.
 *
 * The certificate is fetched from SNS's own host in the topic's region, and from nowhere else. That is Amazon's whole rule: what is served
 * there is the certificate alone, without the chain to its root.
 *
 * @throws SignatureError when the proof is missing or wrong.
 * @throws TouchlineError `config.invalid` when the config names no topic; the HTTP client's when the certificate cannot be fetched. SNS
 *   tries again on either.
 */
export const verifySns = async (
  request: WebhookRequest,
  { config, clock, http }: InboundContext<SesSettings>,
): Promise<SnsMessage> => {
  if (!config.topicArns)
    throw new TouchlineError('config.invalid', 'Config of ses: topicArns is needed to take a message.', {
      connector: 'ses',
    });
  const message = readSnsMessage(request);
  if (!config.topicArns.includes(message.TopicArn))
    throw new SignatureError(
      'webhook.signature_invalid',
      'The message is of a topic that the config does not name.',
    );
  const { SignatureVersion: version } = message;
  if (version !== '1' && version !== '2')
    throw new SignatureError('webhook.signature_invalid', 'The version of the signature is not known.');
  const { publicKey } = await certificateKeyAt(message.SigningCertURL, certificatesOf(message.TopicArn), {
    http,
    nowMs: clock.now(),
  });
  verifySignature(snsSignature(version), request, { secrets: publicKey, clock });
  return message;
};

const certificatesOf = (topicArn: string): CertificateSource => ({
  pin: { host: snsHostOf(topicArn), pathPrefix: '/SimpleNotificationService-', pathSuffix: '.pem' },
  roots: [],
});

/** SNS's host in the region of a topic. */
export const snsHostOf = (topicArn: string): string => {
  const [, partition, region] = topicArnPattern.exec(topicArn) ?? [];
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
};
