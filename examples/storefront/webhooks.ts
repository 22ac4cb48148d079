import type { WebhookRequest } from '@touchline/core';
import { toRequest } from '@touchline/core';
import type { Server } from '@touchline/server';
import type { Narrator } from './narrator.ts';

/** The connectors that take webhooks. */
export const receivers = ['stripe', 'sendgrid', 'slack', 'twilio', 'hubspot'] as const;

/** A connector that takes webhooks. */
export type Receiver = (typeof receivers)[number];

/** Answers as the server does, and tells what was answered to webhooks. */
export const narrated =
  ({ fetch }: Pick<Server, 'fetch'>, narrator: Narrator) =>
  async (request: Request): Promise<Response> => {
    const response = await fetch(request);
    if (new URL(request.url).pathname.startsWith('/webhooks/'))
      await narrator.answered(request, response.clone());
    return response;
  };

/** Posts a webhook over HTTP, as its vendor would, and waits for the answer. */
export const postWebhook = async (webhook: WebhookRequest): Promise<void> => {
  const response = await fetch(toRequest(webhook));
  await response.body?.cancel();
};
