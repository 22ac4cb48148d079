import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { touchpointCatalogue } from '@touchline/core';
import { createSqliteLog } from '@touchline/router';
import { createHub, sqliteHubStorage } from '../src/index.ts';

const sizes = {
  full: { people: 3, eventsEach: 10_000, others: 20_000 },
  miniature: { people: 1, eventsEach: 50, others: 50 },
} as const;

/**
 * `erase_ms`: how long `privacy.erase` takes until nothing is left here of a person with 10,000 events, in a hub and a sealed log in
 * SQLite, both synced to the disk, among the events of 20,000 others. The median of three such people. Connectors are asked after that.
 */
export const measureErasure = async (size: keyof typeof sizes): Promise<{ readonly erase_ms: number }> => {
  const { people, eventsEach, others } = sizes[size];
  const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-erase-'));
  const hub = createHub({
    storage: sqliteHubStorage({ path: join(folder, 'hub.db') }),
    secret: 'x'.repeat(32),
  });
  const log = hub.seal(createSqliteLog({ path: join(folder, 'log.db') }));
  try {
    await hub.start();
    const add = async (count: number, emailOf: (index: number) => string): Promise<void> => {
      for (let from = 0; from < count; from += batch) {
        const events = Array.from({ length: Math.min(batch, count - from) }, (_, index) =>
          touchpointCatalogue.create({
            type: 'page.viewed',
            data: {
              url: `https://shop.example.com/products/${from + index}`,
              title: 'A teapot with a chipped lid',
              customer: { email: emailOf(from + index), anonymousId: `cookie of ${emailOf(from + index)}` },
            },
          }),
        );
        await log.append(events);
        await hub.record(events);
      }
    };
    await add(others, (index) => `other.${index}@example.com`);
    for (let person = 0; person < people; person += 1)
      await add(eventsEach, () => `person.${person}@example.com`);

    const took: number[] = [];
    for (let person = 0; person < people; person += 1) {
      const customer = await hub.customers.find({
        namespace: 'email',
        value: `person.${person}@example.com`,
      });
      const startedMs = performance.now();
      await hub.privacy.erase(customer?.id ?? '');
      took.push(performance.now() - startedMs);
    }
    return { erase_ms: took.sort((one, other) => one - other)[Math.floor(took.length / 2)] ?? Number.NaN };
  } finally {
    await log.close();
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const batch = 250;
