import type { CustomerRef, ErasureReceipt } from '@touchline/core';
import { createMemoryLog } from '@touchline/router';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import type { ErasablePerson } from './erasure-part.ts';
import { ada, erasing } from './fixtures/erasing.ts';

/** A storage whose process dies at its n-th write, before or after it is durable: from then on nothing happens any more. */
const dyingAt = (storage: HubStorage, mortal: number, isDurable: boolean) => {
  let steps = 0;
  let die = (): void => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const step = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    steps += 1;
    if (steps < mortal) return work();
    if (steps === mortal && isDurable) await work();
    die();
    return new Promise<never>(() => {});
  };
  const mortalStorage: HubStorage = {
    ...storage,
    write: (work) => step(() => storage.write(work)),
    scrub: () => step(() => storage.scrub()),
  };
  return { storage: mortalStorage, died, steps: () => steps };
};

const setUp = () => {
  const storage = memoryHubStorage();
  const clock = manualClock();
  const log = createMemoryLog({ clock });
  const people = new Map<AnchorId, ErasablePerson>();
  const asked: CustomerRef[] = [];
  const crm = {
    erase: async (customer: CustomerRef): Promise<ErasureReceipt> => {
      asked.push(customer);
      return { status: 'erased' };
    },
  };
  const surroundings = {
    clock,
    log,
    people,
    connectors: { crm },
    deliveredTo: ['crm', 'gone'],
    policy: { settleMs: 1 },
  };
  return { storage, clock, people, asked, surroundings };
};

/** Everything that an erasure does, as long as the process lives. */
const eraseAda = async (hub: Awaited<ReturnType<typeof erasing>>, id: AnchorId): Promise<void> => {
  await hub.erasures.start(hub.connectors);
  await hub.erasures.erase('', id);
  await hub.clock.advance(1);
  await hub.erasures.settled();
};

const prepared = async (mortal: number, isDurable: boolean) => {
  const world = setUp();
  const before = await erasing({ ...world.surroundings, storage: world.storage });
  const id = before.add(ada);
  const key = (await before.vault.open([id])).get(id);
  const sealed = key?.seal('Ada', 'trait') ?? new Uint8Array();
  await before.sealed?.deadLetters.addWebhook({
    connector: 'crm',
    stage: 'parse',
    error: { code: 'webhook.payload_invalid', message: 'Odd.', disposition: 'reject' },
    request: { method: 'POST', url: '/', headers: {}, bodyBase64: btoa('ada@example.com') },
  });
  const dying = dyingAt(world.storage, mortal, isDurable);
  const hub = await erasing({ ...world.surroundings, storage: dying.storage });
  await Promise.race([eraseAda(hub, id), dying.died]);
  return { ...world, id, sealed, dying };
};

describe('an erasure that is cut off', async () => {
  const whole = await prepared(1_000, true);
  const steps = whole.dying.steps();

  test('has steps to be cut off at', () => {
    expect(steps).toBeGreaterThan(6);
    expect(whole.asked).toHaveLength(2);
  });

  test.each(
    Array.from({ length: steps }, (_, index) => [index + 1, true] as const).flatMap(([step]) => [
      [step, 'before it was durable', false] as const,
      [step, 'once it was durable', true] as const,
    ]),
  )('at write %i %s is whole after the next start', async (step, _, isDurable) => {
    const { storage, clock, surroundings, people, id, sealed, asked } = await prepared(step, isDurable);
    const [open] = await storage.erasures.open();
    const next = await erasing({ ...surroundings, storage });
    await next.erasures.start(surroundings.connectors);
    // Only one that was never written down is to be asked for again.
    if (!open && people.size > 0) await next.erasures.erase('', id);
    await clock.advance(10_000);
    await next.erasures.settled();

    const report = await next.erasures.erase('', id);
    expect(report).toMatchObject({
      state: 'done',
      destinations: [
        { connector: 'crm', status: 'erased' },
        { connector: 'gone', status: 'not_registered' },
      ],
    });
    expect(people.size).toBe(0);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(await next.vault.find(id, 1)).toBeUndefined();
    expect(sealed.length).toBeGreaterThan(0);
    expect(await next.tombstones.cover([{ anchors: [id], time: new Date(0).toISOString() }])).toEqual([true]);
    expect(await next.sealed?.deadLetters.count()).toBe(0);
    expect(await storage.erasures.open()).toEqual([]);
    expect((await storage.erasures.row(report.id))?.sealed).toBeUndefined();
    expect(next.failures).toEqual([]);
  });
});
