import type { Connector, Send } from '@touchline/core';
import { createHub, memoryHubStorage } from '@touchline/hub';
import { createMemoryLog, createRouter } from '@touchline/router';
import { createServer, type ServerOptions } from '@touchline/server';
import { webhook } from '@touchline/server/outbound';
import type { ConnectorSpecimen } from '@touchline/testing/connector';
import type { ConnectorContract } from '@touchline/testing/contract';
import { moduleOf, type Vendor, vendors } from '../vendors.ts';

/** How a reference server differs from one that only describes itself. */
export interface ReferenceServerOptions
  extends Pick<ServerOptions<never, never>, 'apiKeys' | 'onUnexpected'> {
  /** Carries what connectors send. */
  readonly send?: Send;
}

/**
 * A server with every connector that there is, each under its folder's name, and every part of the API. Its router is not
 * started: what is published is stored, and nothing is delivered.
 */
export const referenceServer = async ({ send, apiKeys = [], onUnexpected }: ReferenceServerOptions = {}) => {
  const named = await Promise.all(
    (await vendors()).map(async (vendor) => [vendor.name, await connectorOf(vendor, send)] as const),
  );
  const hub = createHub({
    storage: memoryHubStorage(),
    secret: 'kept nowhere, since nothing is stored here',
    audiences: { buyers: { who: { computed: 'orderCount', atLeast: 1 } } },
  });
  const router = createRouter({
    log: hub.seal(createMemoryLog()),
    enrich: hub.enrich,
    connectors: {
      ...(Object.fromEntries(named.filter(([, connector]) => connector)) as Record<string, Connector>),
      webhook: webhook({}, { ...(send && { http: { send } }) }),
    },
  });
  const server = createServer({
    router,
    hub,
    apiKeys,
    ...(onUnexpected && { onUnexpected }),
    rateLimit: { requests: 1_000_000, perMs: 1_000 },
    streams: { maxStreams: 1_000_000, maxStreamsPerKey: 1_000_000 },
    // It describes endpoints, and has none.
    webhookEndpoints: { encryptionKeys: [Buffer.alloc(32).toString('base64')] },
    url: 'https://touchline.acme.test',
    info: {
      title: 'Touchline',
      version: '1.0.0',
      description:
        'The reference API: every connector that Touchline has, each registered under its own name. Yours has those that you register.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: {
        name: 'Touchline',
        url: 'https://touchline.acme.test',
        email: 'touchline@acme.test',
      },
    },
  });
  return { server, router, hub };
};

/** A configured connector, as what proves it has it; undefined where nothing proves it yet. */
const connectorOf = async (vendor: Vendor, send: Send | undefined): Promise<Connector | undefined> => {
  const { specimen } =
    (await moduleOf<{ specimen: ConnectorSpecimen }>(vendor, 'fixtures/specimen.ts')) ?? {};
  if (specimen) return specimen.factory(specimen.config as never, { ...(send && { http: { send } }) });
  const { contract } =
    (await moduleOf<{ contract: ConnectorContract }>(vendor, 'fixtures/contract.ts')) ?? {};
  return contract?.connect((own) => send ?? own);
};
