import { parseFormBody, parseJsonBody, type WebhookRequest } from '@touchline/core';

/** A body of Slack's, and which of the three forms it came in. */
export interface SlackBody {
  readonly form: 'event' | 'interaction' | 'command';
  readonly body: unknown;
}

/**
 * Reads a body: JSON for events, a form with one JSON field `payload` for interactions, a plain form for slash commands
 * and the pings about their certificate.
 *
 * @see https://docs.slack.dev/apis/events-api/ https://docs.slack.dev/interactivity/handling-user-interaction
 * https://docs.slack.dev/interactivity/implementing-slash-commands
 * @throws TouchlineError `webhook.body_malformed`.
 */
export const readSlackBody = ({ headers, rawBody }: WebhookRequest): SlackBody => {
  const contentType = (headers['content-type'] ?? '').toLowerCase();
  if (!contentType.startsWith('application/x-www-form-urlencoded'))
    return { form: 'event', body: parseJsonBody(rawBody) };
  const fields = parseFormBody(rawBody);
  return fields.payload === undefined
    ? { form: 'command', body: fields }
    : { form: 'interaction', body: parseJsonBody(Buffer.from(fields.payload)) };
};
