import { hubSignature256, type InboundContext, verifySignature, type WebhookRequest } from '@touchline/core';
import type { AppSettings } from './app-config.ts';

/**
 * Proves that a request is Meta's: `X-Hub-Signature-256` over the bytes as they travel, in which everything beyond ASCII is
 * escaped. Meta signs no time, so a replayed request is known by its ids alone.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export const verifyMeta = (request: WebhookRequest, { config }: InboundContext<AppSettings>): void => {
  verifySignature(hubSignature256, request, { secrets: config.appSecret });
};
