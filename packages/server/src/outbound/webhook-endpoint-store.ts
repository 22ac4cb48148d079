import { type Bookmarks, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { SecretSeal } from './secret-seal.ts';
import type { WebhookEndpointRecord } from './webhook-endpoint.ts';

/** The endpoints, kept in a bookmark of the log: durable where that is, their secrets sealed. */
export interface WebhookEndpointStore {
  all(): Promise<readonly WebhookEndpointRecord[]>;
  /** Changes the list. Durable once it resolves; changes come one after another. */
  change(
    next: (records: readonly WebhookEndpointRecord[]) => readonly WebhookEndpointRecord[],
  ): Promise<void>;
}

const bookmark = 'server:webhook-endpoints';

export const createWebhookEndpointStore = (bookmarks: Bookmarks, seal: SecretSeal): WebhookEndpointStore => {
  let held: readonly WebhookEndpointRecord[] | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const write = (records: readonly WebhookEndpointRecord[]): Promise<void> =>
    bookmarks.write(bookmark, JSON.stringify(records.map((record) => sealedEndpoint(record, seal))));
  const all = async (): Promise<readonly WebhookEndpointRecord[]> => {
    if (held) return held;
    const kept = parse(await bookmarks.read(bookmark));
    const records = kept.map((endpoint) => unsealedEndpoint(endpoint, seal));
    // After a rotation of the key the one before must not be needed for ever.
    if (!kept.every(({ secrets }) => secrets.every(({ sealed }) => seal.isCurrent(sealed))))
      await write(records);
    held ??= records;
    return held;
  };
  return {
    all,
    change(next) {
      const changed = last.then(async () => {
        const records = next(await all());
        await write(records);
        held = records;
      });
      last = changed.catch(() => undefined);
      return changed;
    },
  };
};

/** An endpoint as it is kept. */
const keptEndpoint = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()).min(1),
  description: z.string().optional(),
  tenantId: z.string().optional(),
  status: z.enum(['active', 'disabled']),
  createdAt: z.string(),
  secrets: z.array(z.object({ sealed: z.string(), expiresAt: z.string().optional() })).min(1),
  rate: z.object({ requests: z.int(), perSeconds: z.int() }).optional(),
  concurrency: z.int().optional(),
});

type KeptEndpoint = z.output<typeof keptEndpoint>;

const parse = (text: string | undefined): readonly KeptEndpoint[] => {
  if (text === undefined) return [];
  const parsed = z.array(keptEndpoint).safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new TouchlineError('log.corrupt', 'The list of webhook endpoints in the log cannot be read.');
};

const sealedEndpoint = (record: WebhookEndpointRecord, seal: SecretSeal) => ({
  ...record,
  secrets: record.secrets.map(({ secret, ...rest }) => ({ ...rest, sealed: seal.seal(secret, record.id) })),
});

const unsealedEndpoint = (endpoint: KeptEndpoint, seal: SecretSeal): WebhookEndpointRecord => ({
  ...endpoint,
  secrets: endpoint.secrets.map(({ sealed, ...rest }) => ({
    ...rest,
    secret: seal.unseal(sealed, endpoint.id),
  })),
});
