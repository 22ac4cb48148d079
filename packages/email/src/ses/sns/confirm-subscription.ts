import { type InboundContext, SignatureError, type WebhookReply, type WebhookRequest } from '@touchline/core';
import type { SesSettings } from '../config.ts';
import { findSnsMessage, type SnsMessage } from './sns-message.ts';
import { snsHostOf, verifySns } from './verify.ts';

/**
 * Confirms the subscription of a topic that the config names, by fetching the URL that comes with its first message: only once its
 * signature is verified, and only at SNS's own host. Anything else is left to what follows.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
 */
export const confirmSubscription = async (
  request: WebhookRequest,
  context: InboundContext<SesSettings>,
): Promise<WebhookReply | undefined> => {
  if (!context.config.confirmSubscriptions) return undefined;
  if (findSnsMessage(request)?.Type !== 'SubscriptionConfirmation') return undefined;
  const message = await verifySns(request, context);
  await context.http.get(subscribeUrlOf(message), {
    read: 'text',
    timeoutMs: 10_000,
    operation: 'subscription.confirm',
  });
  return { status: 200 };
};

/** What is signed is Amazon's word; it is looked at all the same before it is followed. */
const subscribeUrlOf = ({ SubscribeURL, TopicArn }: SnsMessage): string => {
  const url = URL.parse(SubscribeURL ?? '');
  const isOwn =
    url?.protocol === 'https:' &&
    url.host === snsHostOf(TopicArn) &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.searchParams.get('Action') === 'ConfirmSubscription' &&
    url.searchParams.get('TopicArn') === TopicArn;
  if (isOwn) return url.href;
  throw new SignatureError('webhook.signature_invalid', 'The URL to subscribe is not that of the topic.');
};
