import type { Connector } from '@touchline/core';
import { createHub, memoryHubStorage } from '@touchline/hub';
import { createMemoryLog, createRouter } from '@touchline/router';
import { createServer, type Server } from '@touchline/server';
import { webhook } from '@touchline/server/outbound';
import type { ConnectorSpecimen } from '@touchline/testing/connector';
import type { ConnectorContract } from '@touchline/testing/contract';
import { moduleOf, type Vendor, vendors } from '../vendors.ts';

/** A server with every connector that there is, each under its folder's name, and every part of the API. */
export const referenceServer = async (): Promise<Server> => {
  const named = await Promise.all(
    (await vendors()).map(async (vendor) => [vendor.name, await connectorOf(vendor)] as const),
  );
  const hub = createHub({
    storage: memoryHubStorage(),
    secret: 'kept nowhere, since nothing is stored here',
  });
  const router = createRouter({
    log: createMemoryLog(),
    connectors: {
      ...(Object.fromEntries(named.filter(([, connector]) => connector)) as Record<string, Connector>),
      webhook: webhook({}),
    },
  });
  return createServer({
    router,
    hub,
    apiKeys: [],
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
};

/** A configured connector, as what proves it has it; undefined where nothing proves it yet. */
const connectorOf = async (vendor: Vendor): Promise<Connector | undefined> => {
  const { specimen } =
    (await moduleOf<{ specimen: ConnectorSpecimen }>(vendor, 'fixtures/specimen.ts')) ?? {};
  if (specimen) return specimen.factory(specimen.config as never);
  const { contract } =
    (await moduleOf<{ contract: ConnectorContract }>(vendor, 'fixtures/contract.ts')) ?? {};
  return contract?.connect((send) => send);
};
