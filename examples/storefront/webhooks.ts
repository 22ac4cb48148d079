import type { WebhookRequest } from '@touchline/core';
import { toRequest } from '@touchline/core';
import type { Narrator } from './narrator.ts';
import type { Storefront } from './storefront.ts';

/** The connectors that take webhooks. */
export const receivers = ['stripe', 'sendgrid', 'slack', 'twilio', 'hubspot'] as const;

/** A connector that takes webhooks. */
export type Receiver = (typeof receivers)[number];

/** Answers `POST /webhooks/<connector>`, and tells what was answered. */
export const webhookHandler =
  (storefront: Storefront, narrator: Narrator) =>
  async (request: Request): Promise<Response> => {
    const name = /^\/webhooks\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
    const response = await storefront.receive(name as Receiver, request);
    await narrator.answered(request, response.clone());
    return response;
  };

/** Posts a webhook over HTTP, as its vendor would, and waits for the answer. */
export const postWebhook = async (webhook: WebhookRequest): Promise<void> => {
  const response = await fetch(toRequest(webhook));
  await response.body?.cancel();
};
