import { type Clock, signRequest, type WebhookRequest } from '@touchline/core';
import { type SignatureVersion, signatureSchemes } from '../verify.ts';
import type { SandboxRecord } from './store.ts';

/** An event of a subscription: its kind and what it is about. The rest is filled in as HubSpot would. */
export interface HubspotWebhookInput {
  /** `contact.creation`, `object.propertyChange`, … */
  readonly subscriptionType: string;
  readonly [field: string]: unknown;
}

/** Where a webhook goes, and how it is signed. */
export interface HubspotWebhookTarget {
  /** The URL as it is configured with HubSpot. */
  readonly url: string;
  /** Default `v3`. With `v1` and `v2` the v3 signature is left out. */
  readonly signature?: SignatureVersion;
  /** Counted from 0. Default 0. */
  readonly attemptNumber?: number;
}

/** Whose webhooks they are. */
export interface SandboxSender {
  readonly clientSecret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly portalId: number;
  readonly nextEventId: () => number;
}

/** The body of a webhook of subscriptions. */
export const subscriptionBody = (
  events: readonly HubspotWebhookInput[],
  { attemptNumber = 0 }: HubspotWebhookTarget,
  { clock, portalId, nextEventId }: SandboxSender,
): readonly object[] =>
  events.map((event) => ({
    eventId: nextEventId(),
    subscriptionId: 12_345,
    portalId,
    appId: 54_321,
    occurredAt: clock.now(),
    attemptNumber,
    changeSource: 'CRM_UI',
    sourceId: 'userId:48210',
    ...event,
  }));

/** The body of a workflow's webhook about a contact: every property with its history. */
export const workflowContactBody = (
  { id, properties, updatedAt }: SandboxRecord,
  { portalId }: SandboxSender,
): object => ({
  vid: Number(id),
  'canonical-vid': Number(id),
  'merged-vids': [],
  'portal-id': portalId,
  'is-contact': true,
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      {
        value,
        versions: [{ value, 'source-type': 'CRM_UI', timestamp: Date.parse(updatedAt), selected: false }],
      },
    ]),
  ),
  'form-submissions': [],
  'list-memberships': [],
  'identity-profiles': [],
  'merge-audits': [],
});

/** The body of a workflow's webhook about any other record. */
export const workflowRecordBody = (
  objectTypeId: string,
  { id, properties, updatedAt }: SandboxRecord,
  { portalId }: SandboxSender,
): object => ({
  portalId,
  objectTypeId,
  objectId: Number(id),
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      { value, timestamp: Date.parse(updatedAt), source: 'CRM_UI', versions: [] },
    ]),
  ),
  version: 1,
  secondaryIdentifier: null,
  isDeleted: false,
});

/** Signs a body, as HubSpot signs what it sends: bytes and text as they are, all else as JSON. */
export const signedWebhook = (
  body: unknown,
  { url, signature = 'v3' }: HubspotWebhookTarget,
  { clientSecret, clock }: SandboxSender,
): WebhookRequest =>
  signRequest(
    signatureSchemes[signature],
    {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/)',
        ...(signature !== 'v3' && { 'x-hubspot-signature-version': signature }),
      },
      rawBody:
        body instanceof Uint8Array
          ? body
          : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    { secret: clientSecret, now: clock.now() },
  );
