import type { Clock } from '@touchline/core';
import { z } from 'zod';
import type { Authenticate } from '../auth/authenticate.ts';
import { isStillWelcome } from '../auth/still-welcome.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import type { StreamSettings } from '../endpoints/stream-events.ts';
import { serverSentEvents, streamAnswer } from '../stream/server-sent-events.ts';
import type { TakePlace } from '../stream/stream-places.ts';
import { CustomerChanges } from './customer-changes.ts';
import {
  customerErrors,
  customerParameters,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

/** What watching works with. */
export interface WatchEndpointOptions {
  readonly hub: ServedHub;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  readonly settings: StreamSettings;
  readonly takePlace: TakePlace;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

/** `GET /v1/customers/{id}/stream`: server-sent events. */
export const watchEndpoint = ({
  hub,
  clock,
  authenticate,
  settings: { heartbeatMs = 15_000, slowReaderMs = 30_000 },
  takePlace,
  closing,
}: WatchEndpointOptions): ServerEndpoint =>
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/customers/{id}/stream',
      operationId: 'streamCustomer',
      tag: 'Customers',
      summary: 'Follow a customer',
      description:
        'Server-sent events, as they happen. The first, `standing`, is the profile and the audiences as they are; then come `event` (something happened), `profile` (traits that changed), `audience.entered`, `audience.exited`, `merged`, `split`, `missed` (so many were left out because they were not read in time; `standing` follows) and at last `erased`. The `data` is JSON with the same `kind`. Whoever connects again is told how things stand. Comments are heartbeats. The key is looked at again with the heartbeats. Whoever does not read for too long is cut off.',
      scope: 'customers:read',
      parameters: customerParameters,
      query: z.strictObject(tenantField),
      responses: {
        200: {
          description: 'The changes, as long as the connection lasts.',
          content: { 'text/event-stream': { schema: { name: 'CustomerStream', schema: z.string() } } },
        },
      },
      errors: customerErrors,
    },
    async ({ parameters: { id }, query, caller, request }) => {
      const tenant = tenantOf(caller, query);
      const giveBack = takePlace(caller);
      const ended = new AbortController();
      try {
        const changes = hub.customers.watch(id, { tenant, signal: ended.signal });
        const first = await changes.next();
        const source = new CustomerChanges({
          clock,
          changes,
          first,
          stop: () => ended.abort(),
          heartbeatMs,
          endsAtMs: caller.expiresAtMs,
          isWelcome: () => isStillWelcome(authenticate, request, caller, 'customers:read'),
          closing,
        });
        return streamAnswer(serverSentEvents({ source, clock, slowReaderMs, onEnd: giveBack }));
      } catch (thrown) {
        ended.abort();
        giveBack();
        throw thrown;
      }
    },
  );
