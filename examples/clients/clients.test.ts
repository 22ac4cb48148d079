import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { systemClock } from '@touchline/core';
import { createHub, memoryHubStorage } from '@touchline/hub';
import { stripe } from '@touchline/payments/stripe';
import { createMemoryLog, createRouter } from '@touchline/router';
import { createApiKey, createServer } from '@touchline/server';
import { type RunningServer, serve } from '@touchline/server/node';
import openapiTypeScript, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Journey } from './journeys/journey.ts';

const root = resolve(import.meta.dirname, '../..');
const generated = join(import.meta.dirname, 'generated');
const document = join(root, 'docs/openapi.json');

/** Clients that others' generators make of docs/openapi.json, against a server that runs. */
describe('generated clients', { timeout: 60_000 }, () => {
  const { key, record } = createApiKey({
    id: 'client',
    scopes: [
      'events:write',
      'events:read',
      'actions:run',
      'customers:read',
      'customers:write',
      'customers:erase',
    ],
  });
  let running: RunningServer;

  beforeAll(async () => {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated);
    const ast = await openapiTypeScript(JSON.parse(readFileSync(document, 'utf8')), {
      // What has a default may be left out.
      defaultNonNullable: false,
    });
    writeFileSync(join(generated, 'openapi-typescript.ts'), astToString(ast));
    await createClient({
      input: document,
      output: join(generated, 'hey-api'),
      logs: { level: 'silent' },
      plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    });
    const router = createRouter({
      log: createMemoryLog(),
      connectors: { stripe: stripe({ apiKey: 'sk_test_1', webhookSecret: 'whsec_1' }) },
    });
    const hub = createHub({ storage: memoryHubStorage(), secret: 'a secret of at least thirty-two bytes' });
    await hub.record(
      ['fetch', 'hey'].map((name) =>
        router.catalogue.create(
          {
            type: 'order.created',
            data: {
              customer: { email: `${name}@example.com`, name },
              orderId: '7',
              total: { amountMinor: 4_990, currency: 'EUR' },
            },
          },
          systemClock,
        ),
      ),
    );
    await router.start();
    running = await serve(createServer({ router, hub, apiKeys: [record] }));
  }, 60_000);
  afterAll(() => running.close());

  test('type-check under strict, and so does the program that uses them', () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    expect(() =>
      execFileSync(process.execPath, [compiler, '-p', import.meta.dirname], {
        stdio: 'pipe',
        encoding: 'utf8',
      }),
    ).not.toThrow();
  });

  const payment = { paymentId: 'pi_1', amount: { amountMinor: 4_990, currency: 'EUR' } };
  const seen = {
    amountMinor: 4_990,
    planUrl: 'https://api.stripe.com/v1/payment_intents',
    refusedWith: 'event.invalid',
    orderCount: 1,
    happened: ['order.created'],
    consent: 'granted',
    erasure: 'erased',
    afterwards: 'hub.customer_unknown',
  };

  test('openapi-fetch, with types of openapi-typescript, makes the journey', async () => {
    const { openApiFetchJourney } = await journeyOf('openapi-fetch-journey');
    expect(await openApiFetchJourney?.({ url: running.url, key, payment })).toEqual({
      ...seen,
      receipt: 'evt_fetch',
      name: 'fetch',
    });
  });

  test('the client of @hey-api/openapi-ts makes the journey, the event stream with it', async () => {
    const { heyApiJourney } = await journeyOf('hey-api-journey');
    expect(await heyApiJourney?.({ url: running.url, key, payment })).toEqual({
      ...seen,
      receipt: 'evt_hey',
      name: 'hey',
      streamed: 'evt_fetch',
    });
  });
});

/** The programs import what is generated here, so they are no part of this program. */
const journeyOf = async (name: string): Promise<Record<string, Journey>> =>
  (await import(`./journeys/${name}.ts`)) as Record<string, Journey>;
