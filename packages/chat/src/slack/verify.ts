import type { HmacScheme } from '@touchline/core';

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
