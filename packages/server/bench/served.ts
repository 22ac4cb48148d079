import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripe } from '@touchline/payments/stripe';
import { createRouter, createSqliteLog } from '@touchline/router';
import { createApiKey, createServer } from '../src/index.ts';
import { serve } from '../src/node/index.ts';

const { key, record } = createApiKey({ id: 'load', scopes: ['events:write', 'events:read'] });

/** A server over a SQLite log, as one would run it. */
export const startServed = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-'));
  const router = createRouter({
    log: createSqliteLog({ path: join(folder, 'events.db') }),
    connectors: { stripe: stripe({ apiKey: 'sk_test_1', webhookSecret: 'whsec_bench' }) },
    reactions: { stripe: 'none' },
  });
  await router.start();
  const server = createServer({
    router,
    apiKeys: [record],
    rateLimit: { requests: 100_000_000, perMs: 1_000 },
  });
  const running = await serve(server);
  return {
    router,
    url: running.url,
    key,
    secret: 'whsec_bench',
    async close() {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
