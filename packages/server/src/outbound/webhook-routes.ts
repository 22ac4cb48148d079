import { type Clock, type TouchlineError, toTouchlineError } from '@touchline/core';
import type { ServedRouter } from '../served-router.ts';
import { currentSecrets, type WebhookEndpointRecord } from './webhook-endpoint.ts';
import type { WebhookEndpointStore } from './webhook-endpoint-store.ts';

/** The routes to webhook endpoints: one each. */
export interface WebhookRoutes {
  /** Resolves once the endpoints of the log have their routes. */
  readonly ready: Promise<void>;
  /** Why the endpoints of the log have no routes; undefined where they have them, or soon will. */
  readonly failure: TouchlineError | undefined;
  /** Adds the route of an endpoint. What is published from then on reaches it. */
  add(record: WebhookEndpointRecord): Promise<void>;
  /** Forgets the route of an endpoint, with its dead letters. */
  remove(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  stop(): void;
}

/** What the routes work with. */
export interface WebhookRouteOptions {
  readonly router: ServedRouter;
  /** The registered name of the connector that delivers. */
  readonly connector: string;
  readonly store: WebhookEndpointStore;
  readonly clock: Clock;
  readonly onUnexpected: (error: TouchlineError) => void;
}

/** The id of the route of an endpoint. */
export const webhookRouteId = (id: string): string => `webhook:${id}`;

/**
 * Gives every endpoint of the store its route, and disables those that answer 410. What fails on the way is told to
 * `onUnexpected`, and costs the other endpoints nothing.
 */
export const createWebhookRoutes = ({
  router,
  connector,
  store,
  clock,
  onUnexpected,
}: WebhookRouteOptions): WebhookRoutes => {
  /** By id, as they are now: a secret that is rotated signs the next delivery. */
  const records = new Map<string, WebhookEndpointRecord>();

  const add = async (record: WebhookEndpointRecord): Promise<void> => {
    const { id, types, tenantId, rate, concurrency = 4, status } = record;
    const isNew = !records.has(id);
    records.set(id, record);
    if (!isNew) return;
    const { ready } = router.route({
      id: webhookRouteId(id),
      on: types,
      to: connector,
      concurrency,
      ...(rate && { rate: { requests: rate.requests, perMs: rate.perSeconds * 1_000 } }),
      ...(tenantId !== undefined && { filter: { tenantid: tenantId } }),
      map: mapOf(id) as never,
    });
    await Promise.all([ready, status === 'disabled' && router.pause(webhookRouteId(id))]);
  };

  const mapOf =
    (id: string) =>
    (event: unknown, { call }: { call: { deliverEvent(input: unknown): unknown } }): unknown => {
      const record = records.get(id) as WebhookEndpointRecord;
      return call.deliverEvent({ url: record.url, secrets: currentSecrets(record, clock.now()), event });
    };

  const tellFailure = (thrown: unknown): void => onUnexpected(toTouchlineError(thrown));

  /** Gone is for good: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
  const stop = router.on('paused', ({ route, reason, error }) => {
    const id = [...records.keys()].find((known) => webhookRouteId(known) === route);
    if (id === undefined || reason !== 'reauthorize' || error?.vendorStatus !== 410) return;
    store
      .change((all) => all.map((record) => (record.id === id ? { ...record, status: 'disabled' } : record)))
      .catch(tellFailure);
  });

  const ready = (async () => {
    // One that cannot have a route any more, because its types are gone, must not cost the others theirs.
    for (const record of await store.all()) await add(record).catch(tellFailure);
  })();
  let failure: TouchlineError | undefined;
  ready.catch((thrown) => {
    failure = toTouchlineError(thrown);
    onUnexpected(failure);
  });

  return {
    ready,
    get failure() {
      return failure;
    },
    add,
    async remove(id) {
      records.delete(id);
      await router.removeRoute(webhookRouteId(id));
    },
    resume: (id) => router.resume(webhookRouteId(id)),
    stop,
  };
};
