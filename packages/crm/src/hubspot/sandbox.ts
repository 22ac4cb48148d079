import { type Clock, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { failure } from './sandbox/answers.ts';
import {
  accountDetails,
  createObject,
  gdprDelete,
  readObject,
  type SandboxWorld,
  searchObjects,
  updateObject,
  upsertObjects,
} from './sandbox/api.ts';
import { createStore, type SandboxRecord, type SandboxType } from './sandbox/store.ts';
import {
  type HubspotWebhookInput,
  type HubspotWebhookTarget,
  type SandboxSender,
  signedWebhook,
  subscriptionBody,
  workflowContactBody,
  workflowRecordBody,
} from './sandbox/webhook.ts';

export type { SandboxRecord, SandboxType } from './sandbox/store.ts';
export type { HubspotWebhookInput, HubspotWebhookTarget } from './sandbox/webhook.ts';
export type { SignatureVersion } from './verify.ts';

/** How the sandbox's account is set up. */
export interface HubspotSandboxOptions {
  /** The access token that is let in. */
  readonly accessToken: string;
  /** Signs the webhooks. */
  readonly clientSecret: string;
  /** Default 27145807. */
  readonly portalId?: number;
  /** Properties that were made with unique values, such as the one for your own id. Default: none. */
  readonly uniqueProperties?: readonly string[];
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** HubSpot in memory: its CRM API, and webhooks as it signs them. */
export interface HubspotSandbox extends VendorSandbox {
  /** The records that are held, by object type and id. */
  readonly records: Readonly<Record<SandboxType, ReadonlyMap<string, SandboxRecord>>>;
  /** A webhook of subscriptions: one event, or up to a hundred. */
  readonly webhook: (
    events: HubspotWebhookInput | readonly HubspotWebhookInput[],
    target: HubspotWebhookTarget,
  ) => WebhookRequest;
  /**
   * A webhook of a workflow, about a record that is held.
   *
   * @throws RangeError when there is no such record.
   */
  readonly workflowWebhook: (type: WorkflowType, id: string, target: HubspotWebhookTarget) => WebhookRequest;
  /** Any body, signed: bytes and text as they are, all else as JSON. */
  readonly sign: (body: unknown, target: HubspotWebhookTarget) => WebhookRequest;
}

/** The object types that workflows send. */
export type WorkflowType = 'contacts' | 'companies' | 'deals' | 'tickets';

const typeIds: Readonly<Record<WorkflowType, string>> = {
  contacts: '0-1',
  companies: '0-2',
  deals: '0-3',
  tickets: '0-5',
};

/** An in-memory HubSpot. The same calls give the same ids. */
export const hubspotSandbox = ({
  accessToken,
  clientSecret,
  portalId = 27_145_807,
  uniqueProperties = [],
  clock = systemClock,
}: HubspotSandboxOptions): HubspotSandbox => {
  const [nextRecordId, nextEventId] = [counterFrom(501), counterFrom(1)];
  const store = () => createStore(clock, () => String(nextRecordId()));
  const world: SandboxWorld = {
    stores: {
      contacts: store(),
      companies: store(),
      deals: store(),
      tickets: store(),
      notes: store(),
      tasks: store(),
      calls: store(),
      emails: store(),
      meetings: store(),
    },
    uniqueProperties,
    portalId,
    now: () => new Date(clock.now()).toISOString(),
  };
  const sender: SandboxSender = { clientSecret, clock, portalId, nextEventId };
  const handle =
    (answer: (call: IncomingCall, world: SandboxWorld) => SandboxResponse) =>
    (call: IncomingCall): SandboxResponse =>
      answer(call, world);

  const api = createSandbox({
    authorize: ({ headers }) =>
      headers.authorization === `Bearer ${accessToken}`
        ? undefined
        : failure(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.'),
    routes: {
      'GET /account-info/v3/details': handle(accountDetails),
      'POST /crm/v3/objects/contacts/gdpr-delete': handle(gdprDelete),
      'POST /crm/v3/objects/:type/batch/upsert': handle(upsertObjects),
      'POST /crm/v3/objects/:type/search': handle(searchObjects),
      'POST /crm/v3/objects/:type': handle(createObject),
      'GET /crm/v3/objects/:type/:id': handle(readObject),
      'PATCH /crm/v3/objects/:type/:id': handle(updateObject),
    },
    notFound: () => ({ status: 404, body: '<html><body><h1>HTTP ERROR 404 Not Found</h1></body></html>' }),
  });

  return {
    ...api,
    records: Object.fromEntries(
      Object.entries(world.stores).map(([type, { records }]) => [type, records]),
    ) as unknown as HubspotSandbox['records'],
    webhook: (events, target) =>
      signedWebhook(
        subscriptionBody([events].flat() as HubspotWebhookInput[], target, sender),
        target,
        sender,
      ),
    workflowWebhook(type, id, target) {
      const record = world.stores[type].find(id);
      if (record === undefined) throw new RangeError(`The sandbox holds no such record of ${type}.`);
      const body =
        type === 'contacts'
          ? workflowContactBody(record, sender)
          : workflowRecordBody(typeIds[type], record, sender);
      return signedWebhook(body, target, sender);
    },
    sign: (body, target) => signedWebhook(body, target, sender),
  };
};

const counterFrom = (first: number): (() => number) => {
  let next = first;
  return () => {
    const current = next;
    next += 1;
    return current;
  };
};
