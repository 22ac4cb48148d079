import { createSign } from 'node:crypto';
import type { WebhookRequest } from '@touchline/core';
import { signedTextOf, snsMessage } from '../sns/sns-message.ts';
import { snsHostOf } from '../sns/verify.ts';
import { snsPrivateKey } from './certificate.ts';

/** Where a message goes to, and what is odd about it. */
export interface SnsTarget {
  /** The URL that the topic was given. */
  readonly url: string;
  /** Fields in place of the usual ones, signed with the others. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Fields that are put in after it was signed. */
  readonly tampered?: Readonly<Record<string, unknown>>;
}

/** How messages of a topic are made. */
export interface SnsPublisher {
  readonly topicArn: string;
  readonly signatureVersion: '1' | '2';
  readonly nowMs: number;
  readonly messageId: string;
}

/** Where the sandbox's SNS shows its certificate. */
export const certificatePath = '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

/** A signed request of SNS: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html */
export const snsRequest = (
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  message: string,
  { url, fields, tampered }: SnsTarget,
  { topicArn, signatureVersion, nowMs, messageId }: SnsPublisher,
): WebhookRequest => {
  const host = `https://${snsHostOf(topicArn)}`;
  const token = '2336412f37fb687f5d51e6e2425e90cc';
  const unsigned = {
    Type: type,
    MessageId: messageId,
    ...(type !== 'Notification' && { Token: token }),
    TopicArn: topicArn,
    ...(type === 'Notification' && { Subject: 'Amazon SES Email Event Notification' }),
    Message: message,
    ...(type !== 'Notification' && {
      SubscribeURL: `${host}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    }),
    Timestamp: new Date(nowMs).toISOString(),
    SignatureVersion: signatureVersion,
    SigningCertURL: `${host}${certificatePath}`,
    ...(type === 'Notification' && {
      UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${topicArn}:1`,
    }),
    ...fields,
  };
  const signed = {
    ...unsigned,
    Signature: createSign(unsigned.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
      .update(signedTextOf({ ...snsMessage.parse(unsigned) }))
      .sign(snsPrivateKey, 'base64'),
    ...tampered,
  };
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': type,
      'x-amz-sns-message-id': messageId,
      'x-amz-sns-topic-arn': topicArn,
    },
    rawBody: Buffer.from(JSON.stringify(signed, null, 2)),
  };
};
