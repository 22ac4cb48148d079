import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouter, createSqliteLog } from '@touchline/router';
import { afterEach, describe, expect, test } from 'vitest';
import { createServer } from '../create-server.ts';
import { acme, acmeVendor } from '../fixtures/acme.ts';
import { ledger } from '../fixtures/ledger.ts';
import { closeAll, keys, open, payment } from '../fixtures/shop-server.ts';
import { serve } from './index.ts';

afterEach(closeAll);

const authorization = `Bearer ${keys.admin.key}`;

describe('over HTTP', () => {
  test('the server answers as it does in process', async () => {
    const { server } = await open();
    const running = await serve(server);
    const health = await fetch(`${running.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'alive' }]);
    const published = await fetch(`${running.url}/v1/events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(payment('evt_1')),
    });
    expect(await published.json()).toMatchObject({ receipts: [{ id: 'evt_1', duplicate: false }] });
    const path = encodeURIComponent('a/b %ü');
    await fetch(`${running.url}/v1/events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(payment('a/b %ü')),
    });
    const read = await fetch(`${running.url}/v1/events/${path}?source=/app`, { headers: { authorization } });
    expect(read.status).toBe(200);
    await running.close();
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow('fetch failed');
  });

  test('a webhook has the headers that were sent, and its answer those of every answer', async () => {
    const { server } = await open();
    const running = await serve(server);
    const answerTo = async (lines: readonly string[]): Promise<string> => {
      const socket = connect(running.port, '127.0.0.1');
      const body = '{"id":"wh_1"}';
      socket.write(
        [
          'POST /webhooks/acme HTTP/1.1',
          'host: shop.test',
          `content-length: ${body.length}`,
          ...lines,
          '',
          body,
        ].join('\r\n'),
      );
      const [first] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return first.toString();
    };
    const taken = await answerTo(['X-ACME-Key: \t good \t ']);
    expect(taken).toMatch(/^HTTP\/1\.1 200 /);
    expect(taken.toLowerCase()).toContain('\r\nx-content-type-options: nosniff\r\n');
    // Two of them are joined, as everywhere on the web, and are not the key.
    const refused = await answerTo(['x-acme-key: good', 'x-acme-key: good']);
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(refused.toLowerCase()).toContain('\r\nx-content-type-options: nosniff\r\n');
    await running.close();
  });

  test('a port that is taken is told', async () => {
    const { server } = await open();
    const running = await serve(server);
    await expect(serve(server, { port: running.port })).rejects.toThrow('EADDRINUSE');
    await running.close();
  });

  test('an open event stream does not hold up the end', async () => {
    const { server } = await open();
    const running = await serve(server);
    const stream = await fetch(`${running.url}/v1/events/stream`, { headers: { authorization } });
    const text = stream.text();
    await running.close();
    expect(await text).toContain(': connected');
  });
});

test('closed under load, it loses nothing that it acknowledged, and delivers it all after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-serve-'));
  const vendor = acmeVendor();
  const make = () => {
    const router = createRouter({
      log: createSqliteLog({ path: join(folder, 'touchline.db') }),
      reactions: { acme: 'none' },
      connectors: {
        acme: acme({ apiKey: 'k', webhookKey: 'good' }),
        ledger: ledger({}, { http: { send: vendor.send } }),
      },
    });
    return { router, server: createServer({ router, apiKeys: [keys.admin.record] }) };
  };
  const { router, server } = make();
  await router.start();
  const running = await serve(server);

  const acknowledged = new Set<string>();
  const refused = new Set<number>();
  let enough = (): void => undefined;
  const warm = new Promise<void>((resolve) => {
    enough = resolve;
  });
  /** Publishes one event after another, some as webhooks, until the server is gone. */
  const load = async (client: number): Promise<void> => {
    for (let index = 0; ; index += 1) {
      const id = `evt-${client}-${index}`;
      const isWebhook = index % 2 === 0;
      const response = await fetch(`${running.url}${isWebhook ? '/webhooks/acme' : '/v1/events'}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(isWebhook ? { 'x-acme-key': 'good' } : { authorization }),
        },
        body: JSON.stringify(isWebhook ? { id } : payment(id)),
      }).catch(() => undefined);
      if (!response) return;
      if (response.ok) acknowledged.add(id);
      else refused.add(response.status);
      await response.arrayBuffer().catch(() => undefined);
      if (acknowledged.size > 300) enough();
    }
  };
  const clients = Array.from({ length: 16 }, (_, client) => load(client));
  await warm;
  await running.close();
  await Promise.all(clients);

  expect([...refused].filter((status) => status !== 503)).toEqual([]);
  const again = make();
  await again.router.start();
  await again.router.settled();
  const held = new Set<string>();
  for await (const { event } of again.router.read()) held.add(event.id);
  expect([...acknowledged].filter((id) => !held.has(id))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(300);
  const [route] = await again.router.audit();
  expect(route).toMatchObject({
    id: 'ledger',
    matched: held.size,
    recounted: held.size,
    delivered: held.size,
  });
  const delivered = new Set(vendor.requests.map(({ body }) => JSON.parse(body).eventId as string));
  expect([...acknowledged].filter((id) => !delivered.has(id))).toEqual([]);
  await again.server.close();
  rmSync(folder, { recursive: true });
});
