import { defineConnector } from '@touchline/core';
import { actions } from './actions.ts';
import { checkToken } from './check.ts';
import { slackConfig } from './config.ts';
import { slackError } from './errors.ts';
import { inbound } from './inbound.ts';
import {
  callNotAnswered,
  disputeOpened,
  emailBounced,
  notifying,
  paymentFailed,
  paymentSucceeded,
  ticketCreated,
} from './notify.ts';

/**
 * Slack: one app in one workspace.
 *
 * There is no `erase`: no method lets an app erase a person. The Primary Owner of the workspace deletes the profile of a
 * deactivated member, and messages stay: https://slack.com/help/articles/360000360443
 */
export const slack = defineConnector({
  id: 'slack',
  title: 'Slack',
  category: 'chat',
  specVersion: 1,
  config: slackConfig,

  limits: {
    // Slack allows one message a second in each conversation, short bursts apart, and several hundred a minute in a
    // workspace: https://docs.slack.dev/apis/web-api/rate-limits. The first cannot be said for a whole connector, so a route
    // that writes much to one conversation sets `rate: { requests: 1, perMs: 1_000 }`; Retry-After is kept in any case.
    maxConcurrency: 4,
    // https://docs.slack.dev/apis/events-api/#responding
    webhookTimeoutMs: 3_000,
  },

  http: ({ baseUrl, botToken }) => ({
    baseUrl,
    headers: { authorization: `Bearer ${botToken.reveal()}` },
    toError: slackError,
  }),

  inbound,
  actions,

  on: {
    'payment.succeeded': notifying(paymentSucceeded),
    'payment.failed': notifying(paymentFailed),
    'dispute.opened': notifying(disputeOpened),
    'email.bounced': notifying(emailBounced),
    'call.no_answer': notifying(callNotAnswered),
    'ticket.created': notifying(ticketCreated),
  },

  check: checkToken,
});
