import { createSign, generateKeyPairSync } from 'node:crypto';
import https from 'node:https';
import { PassThrough } from 'node:stream';
import type { WebhookRequest } from '@touchline/core';
import MessageValidator from 'sns-validator';
import { readSnsMessage, signedTextOf } from '../../../email/src/ses/sns/sns-message.ts';
import { snsSignature } from '../../../email/src/ses/sns/verify.ts';
import { bodyOf, postOf } from './key-pairs.ts';
import type { Oracle, OracleCase, RoundKey } from './oracle.ts';

const keys = [0, 1].map((): RoundKey => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return {
    sign: privateKey,
    verify: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
});

/** The package keeps certificates by their URL. */
const urlOf = (publicKey: string): string =>
  `https://sns.eu-west-1.amazonaws.com/oracle-${keys.findIndex(({ verify }) => verify === publicKey)}.pem`;

const validator = new MessageValidator();

const caseOf = (version: '1' | '2', type: 'Notification' | 'SubscriptionConfirmation'): OracleCase => ({
  name: `${type}, version ${version}`,
  scheme: snsSignature(version),
  keyOf: (bytes) => keys[(bytes[0] ?? 0) & 1] as RoundKey,
  request: ({ text }) =>
    postOf(
      JSON.stringify({
        Type: type,
        MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:mail-events',
        Message: text,
        ...(type === 'Notification'
          ? { Subject: 'Amazon SES Email Event Notification' }
          : {
              Token: 'token-1',
              SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription',
            }),
        Timestamp: new Date().toISOString(),
        SignatureVersion: version,
        // Where the certificate may be is judged elsewhere.
        SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
        Signature: '',
      }),
    ),
  signOurs: (request, { sign }) => signed(request, version, sign),
  accepts: (request, publicKey) =>
    withCertificate(
      publicKey,
      () =>
        new Promise((resolve, reject) => {
          const message = { ...(JSON.parse(bodyOf(request)) as object), SigningCertURL: urlOf(publicKey) };
          validator.validate(message, (error) => (error ? reject(error) : resolve(true)));
        }),
    ),
  stricter: {
    'a byte of the body changed':
      'the version and the URL of the certificate are not signed, and we take only those that we know',
  },
});

export const oracle: Oracle = {
  judge: 'sns-validator',
  cases: [
    caseOf('1', 'Notification'),
    caseOf('2', 'Notification'),
    caseOf('1', 'SubscriptionConfirmation'),
    caseOf('2', 'SubscriptionConfirmation'),
  ],
};

const signed = (request: WebhookRequest, version: '1' | '2', key: RoundKey['sign']): WebhookRequest => {
  const signature = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(signedTextOf(readSnsMessage(request)))
    .sign(key as never, 'base64');
  const body = { ...(JSON.parse(bodyOf(request)) as object), Signature: signature };
  return { ...request, rawBody: Buffer.from(JSON.stringify(body)) };
};

/** The package fetches certificates from Amazon's host: it is answered here instead. */
async function withCertificate<Value>(publicKey: string, run: () => Promise<Value>): Promise<Value> {
  const { get } = https;
  const answer = (_: string, respond: (response: unknown) => void) => {
    const response = Object.assign(new PassThrough(), { statusCode: 200 });
    respond(response);
    response.end(publicKey);
    return { on: () => undefined };
  };
  https.get = answer as never;
  try {
    return await run();
  } finally {
    https.get = get;
  }
}
