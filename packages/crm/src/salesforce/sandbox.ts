import { type Clock, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { salesforceApiVersion } from './config.ts';
import { failure, notFound } from './sandbox/answers.ts';
import {
  createObject,
  deleteObject,
  query,
  type SandboxWorld,
  updateObject,
  upsertObject,
} from './sandbox/api.ts';
import {
  outboundMessage,
  postedMessage,
  type SalesforceNotificationInput,
  type SalesforceWebhookTarget,
  type SandboxSender,
} from './sandbox/outbound-message.ts';
import { recordIdOf } from './sandbox/record-id.ts';
import { createStore, type SandboxObject, type SandboxRecord } from './sandbox/store.ts';

export type { SalesforceNotificationInput, SalesforceWebhookTarget } from './sandbox/outbound-message.ts';
export type { FieldValue, SandboxObject, SandboxRecord } from './sandbox/store.ts';

/** How the sandbox's org is set up. */
export interface SalesforceSandboxOptions {
  readonly clientId: string;
  /** What is exchanged for access tokens. */
  readonly clientSecret: string;
  /** Default `00D000000000001EAA`. */
  readonly organizationId?: string;
  /** Stands in the URL of outbound messages. Default: none. */
  readonly webhookSecret?: string;
  /** Default `query`. */
  readonly webhookSecretIn?: 'query' | 'path';
  /** `user:password` that outbound messages are sent with. Default: none. */
  readonly webhookCredentials?: string;
  /** Fields that were made as external ids with unique values, such as the one for your own id. Default: none. */
  readonly uniqueFields?: readonly string[];
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Salesforce in memory: its REST API, and outbound messages as it posts them. */
export interface SalesforceSandbox extends VendorSandbox {
  /** The records that are held, by id. */
  readonly records: ReadonlyMap<string, SandboxRecord>;
  /** Makes a record in passing by the API, such as a lead. */
  readonly addRecord: (objectType: SandboxObject, fields: SandboxRecord['fields']) => SandboxRecord;
  /** An outbound message: one notification, or up to a hundred. */
  readonly webhook: (
    notifications: SalesforceNotificationInput | readonly SalesforceNotificationInput[],
    target: SalesforceWebhookTarget,
  ) => WebhookRequest;
  /**
   * An outbound message about a record that is held, with all its fields.
   *
   * @throws RangeError when there is no such record.
   */
  readonly recordWebhook: (id: string, target: SalesforceWebhookTarget) => WebhookRequest;
  /** Any body, posted as an outbound message is. */
  readonly post: (body: string | Uint8Array, target: SalesforceWebhookTarget) => WebhookRequest;
  /** Ends the life of all access tokens that were given out. */
  readonly revokeTokens: () => void;
}

const domain = 'touchline.my.salesforce.com';

/** An in-memory Salesforce. The same calls give the same ids. */
export const salesforceSandbox = ({
  clientId,
  clientSecret,
  organizationId = recordIdOf('00D', 1),
  webhookSecret,
  webhookSecretIn = 'query',
  webhookCredentials,
  uniqueFields = [],
  clock = systemClock,
}: SalesforceSandboxOptions): SalesforceSandbox => {
  const store = createStore(clock, recordIdOf('005', 1));
  const world: SandboxWorld = { store, uniqueFields, organizationId };
  const tokens = new Set<string>();
  let given = 0;
  let notified = 0;

  const giveToken = (): SandboxResponse => {
    given += 1;
    const token = `${organizationId}!sandbox.access.token.${given}`;
    tokens.add(token);
    return {
      status: 200,
      body: {
        access_token: token,
        signature: 'c2FuZGJveC1zaWduYXR1cmU=',
        scope: 'api',
        instance_url: `https://${domain}`,
        id: `https://login.salesforce.com/id/${organizationId}/${recordIdOf('005', 1)}`,
        token_type: 'Bearer',
        issued_at: String(clock.now()),
      },
    };
  };
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const authorize = ({
    path,
    headers: { authorization = '' },
  }: IncomingCall): SandboxResponse | undefined => {
    if (path === '/services/oauth2/token')
      return authorization === basic
        ? undefined
        : { status: 400, body: { error: 'invalid_client', error_description: 'invalid client credentials' } };
    return tokens.has(authorization.replace(/^Bearer /, ''))
      ? undefined
      : failure(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  };

  let counted = 0;
  const handle =
    (answer: (call: IncomingCall, world: SandboxWorld) => SandboxResponse) =>
    (call: IncomingCall): SandboxResponse => {
      counted += 1;
      const { headers, ...response } = answer(call, world);
      return { ...response, headers: { ...headers, 'sforce-limit-info': `api-usage=${counted}/15000` } };
    };
  const api = `/services/data/${salesforceApiVersion}`;
  const sandbox = createSandbox({
    authorize,
    routes: {
      'POST /services/oauth2/token': giveToken,
      [`GET ${api}/query`]: handle(query),
      [`POST ${api}/sobjects/:object`]: handle(createObject),
      [`PATCH ${api}/sobjects/:object/:id`]: handle(updateObject),
      [`PATCH ${api}/sobjects/:object/:field/:value`]: handle(upsertObject),
      [`DELETE ${api}/sobjects/:object/:id`]: handle(deleteObject),
    },
    notFound,
  });

  const sender: SandboxSender = {
    organizationId,
    secret: webhookSecret,
    secretIn: webhookSecretIn,
    credentials: webhookCredentials,
    domain,
    nextNotificationId: () => {
      notified += 1;
      return recordIdOf('04l', notified);
    },
  };
  const webhook: SalesforceSandbox['webhook'] = (notifications, target) =>
    postedMessage(
      outboundMessage([notifications].flat() as SalesforceNotificationInput[], target, sender),
      target,
      sender,
    );
  return {
    ...sandbox,
    records: store.records,
    addRecord: store.create,
    webhook,
    recordWebhook(id, target) {
      const record = store.records.get(id);
      if (record === undefined) throw new RangeError('The sandbox holds no such record.');
      return webhook(record, target);
    },
    post: (body, target) => postedMessage(body, target, sender),
    revokeTokens: () => tokens.clear(),
  };
};
