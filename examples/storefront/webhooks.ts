import type { WebhookRequest } from '@touchline/core';
import { toRequest } from '@touchline/core';
import type { Storefront } from './storefront.ts';

/** The connectors that take webhooks. */
export const receivers = ['stripe', 'sendgrid', 'slack', 'twilio', 'hubspot'] as const;

/** A connector that takes webhooks. */
export type Receiver = (typeof receivers)[number];

/** Answers `POST /webhooks/<connector>`. */
export const webhookHandler =
  (storefront: Storefront) =>
  (request: Request): Promise<Response> => {
    const name = /^\/webhooks\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
    return storefront.receive(name as Receiver, request);
  };

/** Posts a webhook over HTTP, as its vendor would, and says what was answered. */
export const postWebhook = async (webhook: WebhookRequest): Promise<{ status: number; body: string }> => {
  const response = await fetch(toRequest(webhook));
  return { status: response.status, body: await response.text() };
};
