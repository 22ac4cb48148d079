import { type HmacScheme, type InboundContext, verifySignature, type WebhookRequest } from '@touchline/core';
import type { SlackSettings } from './config.ts';

/**
 * How Slack signs whatever it sends: events, commands, interactions, even the first challenge. The body is signed as it
 * travels, so a form is signed as a form.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const slackSignature: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'x-slack-signature', prefix: 'v0=' },
  timestamp: { header: 'x-slack-request-timestamp', unit: 'seconds' },
  signed: 'v0:{timestamp}:{body}',
};

/** Proves that a request is Slack's, and less than five minutes old. */
export const verifySlack = (
  request: WebhookRequest,
  { config, clock }: InboundContext<SlackSettings>,
): void => {
  verifySignature(slackSignature, request, { secrets: config.signingSecret, clock });
};
