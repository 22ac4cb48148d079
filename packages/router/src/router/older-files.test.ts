import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { manualClock } from '@touchline/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { versionOneEvents, writeVersionOneFile } from '../log/fixtures/version-1-file.ts';
import { createSqliteLog } from '../log/index.ts';
import { schemaVersion } from '../log/sqlite-schema.ts';
import { createRouter } from './create-router.ts';
import { createVendor, type ShopEvents, shop } from './fixtures/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-older-files-'));
const path = join(folder, 'touchline.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async () => {
  const clock = manualClock(Date.UTC(2026, 1, 1));
  const warehouse = createVendor('warehouse');
  const router = createRouter<{ readonly warehouse: typeof warehouse.connector }, ShopEvents>({
    connectors: { warehouse: warehouse.connector },
    kit: shop,
    log: createSqliteLog({ path, clock, durability: 'process-crash', writer: 'inline' }),
    clock,
    reactions: { warehouse: 'none' },
    routes: (route) => [
      route({
        id: 'warehouse',
        on: '*',
        to: 'warehouse',
        map: ({ id, data }, { call }) => call.note({ line: `${id} ${(data as { sku: string }).sku}` }),
      }),
      route({
        id: 'refunds',
        on: 'shop.returned',
        to: 'warehouse',
        map: ({ data: { sku } }, { call }) => call.note({ line: `refund of ${sku}` }),
      }),
    ],
  });
  return { router, warehouse };
};

describe('a file of the first version', () => {
  test('is taken along: what was counted, parked, dead and waiting goes on once, and the audit balances', async () => {
    writeVersionOneFile(path);
    const { router, warehouse } = await start();
    const standing = Object.fromEntries((await router.audit()).map((row) => [row.id, row]));
    expect(standing.warehouse).toMatchObject({
      balanced: true,
      matched: 6,
      delivered: 2,
      dead: 1,
      pending: 3,
      parked: 1,
      retried: 1,
      lost: 0,
      cursor: 4,
      // Where these counts began was not written down.
      recounted: undefined,
    });
    expect(standing.refunds).toMatchObject({ balanced: true, matched: 2, delivered: 0, pending: 2 });
    expect(await router.stats()).toMatchObject({ events: 6, lastPosition: 6, deadLetters: 2 });
    const [letter, webhook] = await router.deadLetters.list();
    expect(letter).toMatchObject({ kind: 'delivery', attempts: 4, position: 3, event: versionOneEvents[2] });
    expect(webhook).toMatchObject({ kind: 'webhook', connector: 'warehouse' });

    await router.start();
    await router.settled();
    expect(warehouse.calls.map(({ line, attempt }) => `${line}: ${attempt}`).sort()).toEqual([
      '2 coat: 3',
      '4 hat: 1',
      '6 coat: 1',
      'refund of coat: 1',
      'refund of hat: 1',
    ]);
    expect(await router.replay({ kind: 'delivery' })).toMatchObject({ deliveries: 1 });
    await router.publish({ type: 'shop.sold', data: { sku: 'boots' }, id: '7' });
    await router.settled();
    await router.bookmarks.write('mine', 'here');
    await router.close();

    // It is one of today now.
    const again = await start();
    await again.router.start();
    await again.router.settled();
    expect(again.warehouse.calls).toEqual([]);
    const rows = await again.router.audit();
    expect(
      rows.map(({ id, balanced, matched, delivered, dead }) => [id, balanced, matched, delivered, dead]),
    ).toEqual([
      ['warehouse', true, 7, 7, 0],
      ['refunds', true, 2, 2, 0],
    ]);
    expect(await again.router.bookmarks.read('mine')).toBe('here');
    await again.router.close();
    const database = new DatabaseSync(path);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: schemaVersion });
    database.close();
  });
});
