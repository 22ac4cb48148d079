import { type Clock, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { pipedriveApi } from './config.ts';
import { failure } from './sandbox/answers.ts';
import {
  createIn,
  currentUser,
  deleteIn,
  readIn,
  type SandboxWorld,
  searchIn,
  updateIn,
} from './sandbox/api.ts';
import { createStore, type SandboxCollection, type SandboxRecord } from './sandbox/store.ts';
import {
  type PipedriveWebhookInput,
  type PipedriveWebhookTarget,
  postedWebhook,
  type SandboxSender,
  webhookBody,
} from './sandbox/webhook.ts';

export type { SandboxCollection, SandboxRecord } from './sandbox/store.ts';
export type { PipedriveWebhookInput, PipedriveWebhookTarget } from './sandbox/webhook.ts';

/** How the sandbox's account is set up. */
export interface PipedriveSandboxOptions {
  /** The API token that is let in; as an access token too. */
  readonly token: string;
  /** `user:password` that webhooks are sent with. */
  readonly webhookCredentials: string;
  /** Default 11149162. */
  readonly companyId?: number;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Pipedrive in memory: its API, and webhooks of both versions as it posts them. */
export interface PipedriveSandbox extends VendorSandbox {
  /** The records that are held, by collection and id. */
  readonly records: Readonly<Record<SandboxCollection, ReadonlyMap<number, SandboxRecord>>>;
  /** Makes a record in passing by the API. */
  readonly addRecord: (
    collection: SandboxCollection,
    fields: Readonly<Record<string, unknown>>,
  ) => SandboxRecord;
  readonly webhook: (input: PipedriveWebhookInput, target: PipedriveWebhookTarget) => WebhookRequest;
  /**
   * A webhook of version 2 about a record that is held: as though it had just been made.
   *
   * @throws RangeError when there is no such record.
   */
  readonly recordWebhook: (
    collection: SandboxCollection,
    id: number | string,
    target: PipedriveWebhookTarget,
  ) => WebhookRequest;
  /** Any body, with the credentials. */
  readonly post: (body: unknown, target: PipedriveWebhookTarget) => WebhookRequest;
}

const entities: Readonly<Record<SandboxCollection, string>> = {
  persons: 'person',
  organizations: 'organization',
  deals: 'deal',
  activities: 'activity',
  notes: 'note',
};

/** An in-memory Pipedrive. The same calls give the same ids. */
export const pipedriveSandbox = ({
  token,
  webhookCredentials,
  companyId = 11_149_162,
  clock = systemClock,
}: PipedriveSandboxOptions): PipedriveSandbox => {
  const userId = 14_542_087;
  const store = () => createStore(clock, userId, counterFrom(1));
  const stores = {
    persons: store(),
    organizations: store(),
    deals: store(),
    activities: store(),
    notes: store(),
  };
  const world: SandboxWorld = { stores, companyId, userId };
  const handle =
    (answer: (call: IncomingCall, world: SandboxWorld) => SandboxResponse) =>
    (call: IncomingCall): SandboxResponse =>
      answer(call, world);
  const written = ['persons', 'organizations', 'deals', 'activities'] as const;
  const searched = ['persons', 'organizations', 'deals'] as const;

  const sandbox = createSandbox({
    authorize: ({ headers }) =>
      headers['x-api-token'] === token || headers.authorization === `Bearer ${token}`
        ? undefined
        : failure(401, 'unauthorized access'),
    routes: Object.fromEntries([
      ...searched.map((name) => [`GET ${pipedriveApi.v2}/${name}/search`, handle(searchIn(name))] as const),
      ...written.flatMap((name) => [
        [`POST ${pipedriveApi.v2}/${name}`, handle(createIn(name))] as const,
        [`GET ${pipedriveApi.v2}/${name}/:id`, handle(readIn(name))] as const,
        [`PATCH ${pipedriveApi.v2}/${name}/:id`, handle(updateIn(name))] as const,
        [`DELETE ${pipedriveApi.v2}/${name}/:id`, handle(deleteIn(name))] as const,
      ]),
      [`POST ${pipedriveApi.v1}/notes`, handle(createIn('notes'))] as const,
      [`GET ${pipedriveApi.v1}/users/me`, handle(currentUser)] as const,
    ]),
    notFound: () => failure(404, 'Unknown method .'),
  });

  const sender: SandboxSender = {
    credentials: webhookCredentials,
    clock,
    companyId,
    userId,
    nextEventNumber: counterFrom(1),
  };
  const webhook: PipedriveSandbox['webhook'] = (input, target) =>
    postedWebhook(webhookBody(input, target, sender), target, sender);
  return {
    ...sandbox,
    records: Object.fromEntries(
      Object.entries(stores).map(([name, { records }]) => [name, records]),
    ) as unknown as PipedriveSandbox['records'],
    addRecord: (collection, fields) => stores[collection].create(fields),
    webhook,
    recordWebhook(collection, id, target) {
      const data = stores[collection].records.get(Number(id));
      if (data === undefined) throw new RangeError(`The sandbox holds no such record of ${collection}.`);
      return webhook({ entity: entities[collection], action: 'create', id, data }, target);
    },
    post: (body, target) => postedWebhook(body, target, sender),
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
