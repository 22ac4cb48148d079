import {
  equalSecrets,
  type InboundContext,
  parseQueryPairs,
  type WebhookReply,
  type WebhookRequest,
} from '@touchline/core';
import type { AppSettings } from './app-config.ts';

/**
 * Answers the GET with which Meta checks a callback URL when it is entered: the challenge goes back where the verify token is
 * ours. Anybody can send such a GET, so nothing goes back but a short word that no browser takes for a page.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export const answerChallenge = (
  { method, url }: WebhookRequest,
  { config }: InboundContext<AppSettings>,
): WebhookReply | undefined => {
  if (method !== 'GET') return undefined;
  const query = parseQueryPairs(url);
  const challenge = theOne(query, 'hub.challenge');
  const isOurs = equalSecrets(theOne(query, 'hub.verify_token'), config.verifyToken.reveal());
  if (theOne(query, 'hub.mode') !== 'subscribe' || !isOurs || !/^[\w-]{1,128}$/.test(challenge))
    return { status: 403, headers: plain, body: 'Forbidden' };
  return { status: 200, headers: plain, body: challenge };
};

const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** Empty where it is missing or said twice. */
const theOne = (query: readonly (readonly [string, string])[], name: string): string => {
  const [value = '', ...others] = query.filter(([key]) => key === name).map(([, text]) => text);
  return others.length === 0 ? value : '';
};
