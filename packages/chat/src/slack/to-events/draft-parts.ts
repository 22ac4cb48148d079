import { timestampFromSeconds, type WebhookRequest } from '@touchline/core';
import type { SlackEventBody } from '../payload/event.ts';
import type { SlackTools } from './map-tools.ts';

/**
 * Id, time and account of an event. Slack gives every event an id; `about` and the time stand in for it where a recording
 * has lost it.
 */
export const draftOf = (
  event: { readonly kind: string; readonly event_ts?: string | undefined },
  body: SlackEventBody,
  { request }: SlackTools,
  about: string,
): { id: string; time: string; account?: string } => ({
  id: body.event_id ?? [event.kind, about, event.event_ts ?? body.event_time ?? ''].join(':'),
  time: timeOf(request, event.event_ts, body.event_time),
  ...accountOf(body.team_id, body.enterprise_id),
});

/**
 * The first of several times in seconds, as RFC 3339. Slack writes times as numbers, as texts with six decimals (which double
 * as ids), or not at all; the time at which it signed the request is always there, and always last.
 */
export const timeOf = (
  request: WebhookRequest,
  ...seconds: readonly (string | number | null | undefined)[]
): string => {
  const signedAt = request.headers['x-slack-request-timestamp'];
  const found = [...seconds, signedAt].map(Number).find((value) => value > 0 && value < latestSeconds);
  return timestampFromSeconds(found ?? 0);
};

/** The end of the year 9999. */
const latestSeconds = 253_402_300_799;

/** Who somebody is to Slack, as the person an event is about. */
export const customerOf = (userId: string): { externalIds: { slack: string } } => ({
  externalIds: { slack: userId },
});

/** What Slack calls a message: its time, which is unique in its conversation alone. */
export const messageSubject = (conversationId: string, ts: string): string => `${conversationId}:${ts}`;

/** The workspace, or the organisation where an app is installed for all of it. */
export const accountOf = (
  teamId: string | undefined,
  enterpriseId: string | undefined,
): { account?: string } => {
  const account = teamId ?? enterpriseId;
  return account === undefined ? {} : { account };
};
