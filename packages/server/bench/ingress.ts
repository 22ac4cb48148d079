import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type LoadOrder, startLoad } from './load.ts';
import { startServed } from './served.ts';
import type { Suite } from './suite.ts';

/**
 * Signed webhooks of Stripe, each another event, from a process of its own: verified, parsed, and durable in SQLite before the
 * answer. Beside it the same requests to the same kind of server that answers 200 and looks at nothing; and events that are
 * published in batches.
 */
export const ingress: Suite = {
  name: 'ingress',
  async run(size) {
    const isFull = size === 'full';
    // So many at a time that there is work while the disk syncs: with half as many the disk's latency is measured.
    const cannon = isFull
      ? { connections: 128, seconds: 3, requestsPerSecond: 20_000 }
      : { connections: 4, seconds: 1, requestsPerSecond: 100 };
    const served = await startServed();
    const bare = await startBare();
    const rates = { ours: [] as number[], bare: [] as number[], batches: [] as number[] };
    let failed = 0;
    const shoot = async (order: LoadOrder): Promise<number> => {
      const report = await startLoad(order).report;
      failed += report.failed;
      return report.rate;
    };
    // In turn, so that whatever the machine does meanwhile meets them alike; the first round warms up.
    for (let round = isFull ? 0 : 1; round <= (isFull ? 3 : 1); round += 1) {
      const webhooks = { kind: 'webhooks', secret: served.secret, round, ...cannon } as const;
      const batches = {
        ...cannon,
        kind: 'batches' as const,
        key: served.key,
        batch: 100,
        round,
        requestsPerSecond: Math.min(1_000, cannon.requestsPerSecond),
      } as const;
      const measured = {
        ours: await shoot({ ...webhooks, url: `${served.url}/webhooks/stripe` }),
        bare: await shoot({ ...webhooks, url: `${bare.url}/webhooks/stripe` }),
        batches: await shoot({
          ...batches,
          connections: Math.min(16, cannon.connections),
          url: `${served.url}/v1/events`,
        }),
      };
      if (round > 0)
        for (const [name, rate] of Object.entries(measured)) rates[name as keyof typeof rates].push(rate);
    }
    const { events } = await served.router.stats();
    await Promise.all([served.close(), bare.close()]);
    const [ours, nothing, perBatch] = [median(rates.ours), median(rates.bare), median(rates.batches)];
    return {
      figures: { ingress_vs_bare_hono: ours / nothing, publish_batch_events_per_s: perBatch * 100 },
      raw: {
        ingress_ours_webhooks_per_s: ours,
        ingress_bare_requests_per_s: nothing,
        ingress_events_held: events,
        ingress_requests_failed: failed,
      },
    };
  },
};

const startBare = async () => {
  const app = new Hono().post('/webhooks/stripe', () => new Response(null, { status: 200 }));
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening));
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
