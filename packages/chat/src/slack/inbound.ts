import type { Inbound, TouchpointEvents } from '@touchline/core';
import { readSlackBody } from './body.ts';
import type { SlackSettings } from './config.ts';
import { slackPayload } from './payload.ts';
import { toEvents } from './to-events.ts';
import { verifySlack } from './verify.ts';

/** One request URL for all that Slack posts: events, slash commands, interactions. */
export const inbound: Inbound<TouchpointEvents, SlackSettings, typeof slackPayload> = {
  verify: verifySlack,
  parse: readSlackBody,
  payload: slackPayload,
  toEvents,
  /**
   * The challenge that Slack sends, signed, when a request URL is entered: https://docs.slack.dev/reference/events/url_verification.
   * It goes back as JSON, so that no browser takes it for a page.
   */
  reply: ({ payloads: [payload] }) => {
    if (payload?.form !== 'event' || payload.body.type !== 'url_verification') return undefined;
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challenge: payload.body.challenge ?? '' }),
    };
  },
};
