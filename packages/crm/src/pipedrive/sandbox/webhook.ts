import type { Clock, WebhookRequest } from '@touchline/core';

/** What a webhook tells. The rest is filled in as Pipedrive would. */
export interface PipedriveWebhookInput {
  /** `person`, `organization`, `deal`, … */
  readonly entity: string;
  readonly action: 'create' | 'change' | 'delete';
  readonly id: number | string;
  /** The record as it is; absent where it was deleted. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** What it was; of a change, the changed fields alone in version 2. */
  readonly previous?: Readonly<Record<string, unknown>>;
  /** Further parts of `meta`, such as `merged_to_id`. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Where a webhook goes, and how it is to differ. */
export interface PipedriveWebhookTarget {
  readonly url: string;
  /** Default `2.0`. */
  readonly version?: '1.0' | '2.0';
  /** Default: the sandbox's. An empty one is left out. */
  readonly credentials?: string;
  /** Counted from 1. Default 1. */
  readonly attempt?: number;
}

/** Whose webhooks they are. */
export interface SandboxSender {
  readonly credentials: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly companyId: number;
  readonly userId: number;
  readonly nextEventNumber: () => number;
}

/** The body of a webhook. */
export const webhookBody = (
  input: PipedriveWebhookInput,
  { version = '2.0', attempt = 1 }: PipedriveWebhookTarget,
  sender: SandboxSender,
): object =>
  version === '2.0' ? secondVersion(input, attempt, sender) : firstVersion(input, attempt, sender);

/** A request with a body, as Pipedrive posts it. */
export const postedWebhook = (
  body: unknown,
  { url, credentials }: PipedriveWebhookTarget,
  sender: SandboxSender,
): WebhookRequest => {
  const basic = credentials ?? sender.credentials;
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/plain, */*',
      'user-agent': 'Pipedrive Webhooks',
      ...(basic !== '' && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    },
    rawBody:
      body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  };
};

const host = 'touchline.pipedrive.com';

const secondVersion = (
  { entity, action, id, data, previous, meta }: PipedriveWebhookInput,
  attempt: number,
  { clock, companyId, userId, nextEventNumber }: SandboxSender,
): object => {
  const number = String(nextEventNumber()).padStart(12, '0');
  return {
    meta: {
      action,
      entity,
      entity_id: String(id),
      company_id: String(companyId),
      user_id: String(userId),
      id: `5f0c7a3e-1b2d-4c3e-8f4a-${number}`,
      correlation_id: `9b1deb4d-3b7d-4bad-9bdd-${number}`,
      is_bulk_edit: false,
      timestamp: new Date(clock.now()).toISOString(),
      type: 'general',
      version: '2.0',
      webhook_id: '174632',
      webhook_owner_id: String(userId),
      change_source: 'app',
      permitted_user_ids: [String(userId)],
      attempt,
      host,
      ...meta,
    },
    data: data ?? null,
    previous: previous ?? null,
  };
};

const firstActions = { create: 'added', change: 'updated', delete: 'deleted' } as const;

const firstVersion = (
  { entity, action, id, data, previous, meta }: PipedriveWebhookInput,
  attempt: number,
  { clock, companyId, userId, nextEventNumber }: SandboxSender,
): object => {
  const named = { action: firstActions[action], ...meta };
  const ms = clock.now();
  return {
    v: 1,
    matches_filters: { current: [] },
    meta: {
      v: 1,
      object: entity,
      id,
      company_id: companyId,
      user_id: userId,
      host,
      timestamp: Math.floor(ms / 1_000),
      timestamp_micro: ms * 1_000 + (nextEventNumber() % 1_000),
      change_source: 'app',
      is_bulk_update: false,
      webhook_id: '174632',
      ...named,
    },
    current: data ?? null,
    previous: previous ?? null,
    event: `${named.action}.${entity}`,
    retry: attempt - 1,
  };
};
