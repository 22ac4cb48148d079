import { parseJsonBody, SignatureError, TouchlineError, type WebhookRequest } from '@touchline/core';
import { z } from 'zod';

/**
 * A message of Amazon SNS over HTTP. Its content type is `text/plain`, whatever it holds.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
 */
export const snsMessage = z.object({
  Type: z.string().max(64),
  MessageId: z.string().min(1).max(256),
  TopicArn: z.string().min(1).max(512),
  Message: z.string(),
  Timestamp: z.string().max(64),
  SignatureVersion: z.string().max(8),
  SigningCertURL: z.string().max(2_048),
  Subject: z.string().nullish(),
  SubscribeURL: z.string().max(4_096).optional(),
  Token: z.string().max(4_096).optional(),
});

/** See {@link snsMessage}. */
export interface SnsMessage extends z.output<typeof snsMessage> {}

/**
 * The message in a request; nothing of it is authentic yet.
 *
 * @throws TouchlineError `webhook.body_malformed` when it is no JSON; SignatureError `webhook.signature_missing` when it is no message
 *   of SNS.
 */
export const readSnsMessage = ({ rawBody }: Pick<WebhookRequest, 'rawBody'>): SnsMessage => {
  const parsed = snsMessage.safeParse(parseJsonBody(rawBody));
  if (parsed.success) return parsed.data;
  throw new SignatureError('webhook.signature_missing', 'The body is no message of Amazon SNS.');
};

/** See {@link readSnsMessage}; undefined for what is none. */
export const findSnsMessage = (request: Pick<WebhookRequest, 'rawBody'>): SnsMessage | undefined => {
  try {
    return readSnsMessage(request);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown)) return undefined;
    throw thrown;
  }
};

/** The fields that are signed, by kind, in the order in which they are. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
const signedFields = {
  notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  confirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** The text that is signed: name and value, each on a line of its own; what a message does not have is left out. */
export const signedTextOf = (message: SnsMessage): string =>
  signedFields[message.Type === 'Notification' ? 'notification' : 'confirmation']
    .flatMap((name) => {
      const value = message[name];
      return value === undefined || value === null ? [] : [`${name}\n${value}\n`];
    })
    .join('');
