import { randomUUID } from 'node:crypto';
import { assertOutsideUrl, type Clock, matchesPattern, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { Caller } from '../../auth/caller.ts';
import { isoOf } from '../../endpoint/fields.ts';
import type { EncryptionKey } from '../../outbound/secret-seal.ts';
import type { EndpointSecret, WebhookEndpointRecord } from '../../outbound/webhook-endpoint.ts';
import type { WebhookEndpointStore } from '../../outbound/webhook-endpoint-store.ts';
import type { WebhookRoutes } from '../../outbound/webhook-routes.ts';
import { createWebhookSecret } from '../../outbound/webhook-secret.ts';
import type { ServedRouter } from '../../served-router.ts';
import type { newEndpoint } from './endpoint-schemas.ts';

/** How webhook endpoints are managed. */
export interface WebhookEndpointSettings {
  /**
   * What their secrets are sealed under in the log: keys of 32 bytes in base64 (`openssl rand -base64 32`). The first seals, all
   * unseal: a key is rotated by a new one before it, and goes once the server was started with both.
   */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** The most endpoints of all. Default 1,000. */
  readonly maxEndpoints?: number;
  /** Of these, the most of one tenant. Default 50. */
  readonly maxEndpointsPerTenant?: number;
  /** Lets endpoints be http and lead to private addresses. For tests and closed networks. Default false. */
  readonly allowPrivateAddresses?: boolean;
}

/** What managing them works with. */
export interface WebhookEndpointOptions {
  readonly router: ServedRouter;
  readonly store: WebhookEndpointStore;
  readonly routes: WebhookRoutes;
  readonly settings: WebhookEndpointSettings;
  readonly clock: Clock;
}

/** The endpoints as their callers may see and change them: of a tenant, its own. */
export interface EndpointRegistry {
  list(caller: Caller): Promise<readonly WebhookEndpointRecord[]>;
  /** @throws TouchlineError `webhook_endpoint.unknown` */
  find(caller: Caller, id: string): Promise<WebhookEndpointRecord>;
  /** @throws TouchlineError `request.invalid` for a URL or a type that cannot be, `webhook_endpoint.limit` */
  create(caller: Caller, wanted: z.output<typeof newEndpoint>): Promise<WebhookEndpointRecord>;
  /** @throws TouchlineError `webhook_endpoint.unknown` */
  remove(caller: Caller, id: string): Promise<void>;
  /** Gives it a new secret, beside which the one before signs for so long. @throws TouchlineError `webhook_endpoint.unknown` */
  rotateSecret(caller: Caller, id: string, overlapMs: number): Promise<WebhookEndpointRecord>;
  /** @throws TouchlineError `webhook_endpoint.unknown` */
  enable(caller: Caller, id: string): Promise<WebhookEndpointRecord>;
}

export const createEndpointRegistry = ({
  router,
  store,
  routes,
  settings,
  clock,
}: WebhookEndpointOptions): EndpointRegistry => {
  const { maxEndpoints = 1_000, maxEndpointsPerTenant = 50, allowPrivateAddresses = false } = settings;

  const list = async (caller: Caller): Promise<readonly WebhookEndpointRecord[]> => {
    await routes.ready;
    const all = await store.all();
    return all.filter(({ tenantId }) => caller.tenantId === undefined || tenantId === caller.tenantId);
  };
  const find = async (caller: Caller, id: string): Promise<WebhookEndpointRecord> => {
    const record = (await list(caller)).find((candidate) => candidate.id === id);
    if (record) return record;
    throw new TouchlineError('webhook_endpoint.unknown', 'There is no webhook endpoint with this id.');
  };
  /** Changes one endpoint, unless it is gone by now. */
  const update = async (
    caller: Caller,
    id: string,
    changes: (record: WebhookEndpointRecord) => WebhookEndpointRecord,
  ): Promise<WebhookEndpointRecord> => {
    await find(caller, id);
    let updated: WebhookEndpointRecord | undefined;
    await store.change((all) =>
      all.map((record) => {
        if (record.id !== id) return record;
        updated = changes(record);
        return updated;
      }),
    );
    if (updated) await routes.add(updated);
    return updated ?? find(caller, id);
  };
  const assertRoom = (all: readonly WebhookEndpointRecord[], { tenantId }: Caller): void => {
    const own = all.filter((record) => record.tenantId === tenantId).length;
    if (all.length >= maxEndpoints || (tenantId !== undefined && own >= maxEndpointsPerTenant))
      throw new TouchlineError('webhook_endpoint.limit', 'There are as many webhook endpoints as may be.');
  };

  return {
    list,
    find,
    async create(caller, wanted) {
      assertReachable(wanted.url, allowPrivateAddresses);
      assertKnownTypes(wanted.types, router);
      await routes.ready;
      const record: WebhookEndpointRecord = {
        ...wanted,
        id: `whe_${randomUUID().replaceAll('-', '')}`,
        status: 'active',
        createdAt: isoOf(clock.now()),
        secrets: [{ secret: createWebhookSecret() }],
        ...(caller.tenantId !== undefined && { tenantId: caller.tenantId }),
      };
      await store.change((all) => {
        assertRoom(all, caller);
        return [...all, record];
      });
      await routes.add(record);
      return record;
    },
    async remove(caller, id) {
      await find(caller, id);
      await store.change((all) => all.filter((record) => record.id !== id));
      await routes.remove(id);
    },
    rotateSecret(caller, id, overlapMs) {
      const secret = createWebhookSecret();
      const expiresAt = isoOf(clock.now() + overlapMs);
      return update(caller, id, (record) => ({
        ...record,
        secrets: [{ secret }, ...(overlapMs > 0 ? [{ ...newestSecret(record), expiresAt }] : [])],
      }));
    },
    async enable(caller, id) {
      const enabled = await update(caller, id, (record) => ({ ...record, status: 'active' }));
      await routes.resume(id);
      return enabled;
    },
  };
};

/** The secret that an endpoint got last. */
export const newestSecret = ({ secrets: [first] }: WebhookEndpointRecord): EndpointSecret =>
  first as EndpointSecret;

/** The address is looked at again with every connection. */
const assertReachable = (url: string, allowPrivateAddresses: boolean): void => {
  try {
    assertOutsideUrl(url, { allowPrivateAddresses });
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown)) throw thrown;
    throw new TouchlineError('request.invalid', thrown.message, {
      issues: [{ path: 'url', message: 'must be https, at a public address' }],
    });
  }
};

const assertKnownTypes = (types: readonly string[], { catalogue }: ServedRouter): void => {
  const issues = types.flatMap((pattern, index) =>
    catalogue.types.some((type) => matchesPattern(pattern, type))
      ? []
      : [{ path: `types[${index}]`, message: 'matches no event type' }],
  );
  if (issues.length > 0)
    throw new TouchlineError('request.invalid', 'Body is invalid: a pattern matches no event type.', {
      issues,
    });
};
