import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { defineAction, defineConnector } from '@touchline/core';
import { Pool } from 'undici';
import { z } from 'zod';
import { createRouter, createSqliteLog, type Router } from '../../src/index.ts';
import { assertAudit } from '../fan-out.ts';
import { countdown, publishInFlight } from '../load.ts';
import { paymentData, paymentDraft } from '../payment.ts';
import { medianOfRounds, secondsInStride } from '../rounds.ts';
import type { Suite } from '../suite.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const concurrency = 64;

/**
 * A payment posted to a vendor's API that answers at once, through a durable route: validated, stored and synced, mapped,
 * posted with an idempotency key by the connector's HTTP client with its deadline, and accounted for. Beside it bare
 * undici: the same body and headers, as many connections, answers read. The next event is published when one was posted,
 * so that events are delivered as they come and no backlog is measured. The server has a process of its own.
 */
export const httpDelivery: Suite = {
  name: 'http-delivery',
  run: (size) =>
    inTemporaryFolder(async (folder) => {
      const isFull = size === 'full';
      const server = fork(new URL('../vendor-server.ts', import.meta.url), { execArgv: [] });
      try {
        const [port] = (await once(server, 'message')) as [number];
        const baseUrl = `http://127.0.0.1:${port}`;
        const posts = isFull ? 30_000 : 50;
        const posters = { ours: await standRouter(baseUrl, folder), undici: standPool(baseUrl) };
        const { ours, undici } = await medianOfRounds(isFull ? 7 : 1, {
          ours: async () => posts / (await secondsInStride(posts, posters.ours.post)),
          undici: async () => posts / (await secondsInStride(posts, posters.undici.post)),
        });
        await posters.ours.close();
        await posters.undici.close();
        return {
          figures: { http_delivery_vs_undici: ours / undici },
          raw: { http_delivery_ours_posts_per_s: ours, http_delivery_undici_posts_per_s: undici },
        };
      } finally {
        await stop(server);
      }
    }),
};

const stop = async (server: ChildProcess): Promise<void> => {
  const over = once(server, 'exit');
  server.disconnect();
  await over;
};

const postPayment = defineAction({
  name: 'postPayment',
  title: 'Post a payment',
  description: 'Enters a payment in the books.',
  input: z.object({ payment: z.looseObject({ paymentId: z.string() }) }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
});

const ledger = (baseUrl: string, onPosted: () => void) =>
  defineConnector({
    id: 'ledger',
    title: 'Ledger',
    category: 'payments',
    specVersion: 1,
    config: z.object({}),
    limits: { maxConcurrency: concurrency },
    http: () => ({ baseUrl }),
    actions: (implement) => ({
      postPayment: implement(postPayment, async ({ payment }, { http, signal, idempotencyKey }) => {
        await http.post('/payments', { json: payment, signal, idempotencyKey });
        onPosted();
        return {};
      }),
    }),
  })({});

/** So many events are published and not posted yet: enough to post at full concurrency while others are being stored. */
const underWay = 4 * concurrency;

/** What makes posts, over all rounds. */
interface Poster {
  post(count: number): Promise<void>;
  close(): Promise<void>;
}

const standRouter = async (baseUrl: string, folder: string): Promise<Poster> => {
  let onPosted = (): void => {};
  let published = 0;
  const router = createRouter({
    connectors: { ledger: ledger(baseUrl, () => onPosted()) },
    log: createSqliteLog({ path: join(folder, 'events.db') }),
    routes: (route) => [
      route({
        id: 'books',
        on: 'payment.succeeded',
        to: 'ledger',
        map: (event, { call }) => call.postPayment({ payment: event.data }),
      }),
    ],
  });
  await router.start();
  return {
    async post(count) {
      const all = countdown(count);
      const end = published + count;
      const publishNext = (): void => {
        if (published === end) return;
        published += 1;
        void router.publish(paymentDraft(published));
      };
      onPosted = () => {
        all.call();
        publishNext();
      };
      for (let started = 0; started < underWay; started += 1) publishNext();
      await all.done;
      await router.settled();
    },
    async close() {
      await assertAudit(router as unknown as Router, published);
      await router.close();
    },
  };
};

const standPool = (baseUrl: string): Poster => {
  const pool = new Pool(baseUrl, { connections: concurrency });
  return {
    post: (count) =>
      publishInFlight(count, concurrency, async (number) => {
        const { body } = await pool.request({
          method: 'POST',
          path: '/payments',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'idempotency-key': '6f9619ff-8b86-8d11-b42d-00c04fc964ff',
          },
          body: JSON.stringify(paymentData(number)),
        });
        await body.json();
      }),
    close: () => pool.close(),
  };
};
