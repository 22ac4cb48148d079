import { type Bookmarks, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { type WebhookEndpointRecord, webhookEndpointRecord } from './webhook-endpoint.ts';

/** The endpoints, kept in a bookmark of the log: durable where that is. */
export interface WebhookEndpointStore {
  all(): Promise<readonly WebhookEndpointRecord[]>;
  /** Changes the list. Durable once it resolves; changes come one after another. */
  change(
    next: (records: readonly WebhookEndpointRecord[]) => readonly WebhookEndpointRecord[],
  ): Promise<void>;
}

const bookmark = 'server:webhook-endpoints';

export const createWebhookEndpointStore = (bookmarks: Bookmarks): WebhookEndpointStore => {
  let held: readonly WebhookEndpointRecord[] | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const all = async (): Promise<readonly WebhookEndpointRecord[]> => {
    held ??= parse(await bookmarks.read(bookmark));
    return held;
  };
  return {
    all,
    change(next) {
      const changed = last.then(async () => {
        const records = next(await all());
        await bookmarks.write(bookmark, JSON.stringify(records));
        held = records;
      });
      last = changed.catch(() => undefined);
      return changed;
    },
  };
};

const parse = (text: string | undefined): readonly WebhookEndpointRecord[] => {
  if (text === undefined) return [];
  const parsed = z.array(webhookEndpointRecord).safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new TouchlineError('log.corrupt', 'The list of webhook endpoints in the log cannot be read.');
};
