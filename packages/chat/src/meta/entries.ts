import { TouchlineError } from '@touchline/core';

/** What came in one request of Meta's. */
export interface MetaBatch {
  /** What kind of thing it is about: `whatsapp_business_account`, `page`, `instagram`. */
  readonly object: unknown;
  /** One for each account; none of them was looked at yet. */
  readonly entries: readonly unknown[];
}

/** Any JSON object, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Opens the batch that every webhook of Meta's is: up to a thousand updates, of several accounts.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 * @throws TouchlineError `webhook.payload_invalid` when it is none.
 */
export const openBatch = (body: unknown): MetaBatch => {
  const { object, entry } = fieldsOf(body) ?? {};
  if (Array.isArray(entry)) return { object, entries: entry };
  throw new TouchlineError('webhook.payload_invalid', 'Payload is invalid: entry: must be a list.');
};

/** The thing itself where it is a JSON object. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/**
 * The largest body that Meta sends, in bytes.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
 */
export const largestBatchBytes = 3 * 1024 * 1024;
