import type { GatedDelivery, TouchlineEvent } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createTombstones } from '../erasure/tombstones.ts';
import { anchorOf, eventOf, noon, setUpParts, storageKinds } from '../fixtures/hub-parts.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { createDeliveryRecord } from './create-delivery-record.ts';
import { createHubGate } from './create-hub-gate.ts';

const page = (id?: string) =>
  eventOf('page.viewed', { ...(id !== undefined && { customer: { id } }), url: 'https://shop.example/' });

const anchorsOf = ({ data }: TouchlineEvent) => {
  const { customer } = data as { customer?: { id: string } };
  return customer ? customer.id.split('+').map((name) => anchorOf(name)) : [];
};

const setUp = (
  kind: (typeof storageKinds)[number] = 'memory',
  change: Partial<HubStorage> = {},
  isGranted = () => true,
) => {
  const parts = setUpParts(kind);
  const storage = { ...parts.storage, ...change };
  const asked: { readonly anchors: readonly string[]; readonly purpose: string; readonly channel: string }[] =
    [];
  let isWithheld = false;
  const tombstones = createTombstones(storage.tombstones);
  const deliveries = createDeliveryRecord({ storage, clock: parts.clock });
  const gate = createHubGate({
    anchorsOfEvents: async () => anchorsOf,
    people: parts.people,
    tombstones,
    deliveries,
    consents: {
      decide(anchors, about) {
        asked.push({ anchors, ...about });
        return isGranted() && !isWithheld
          ? { allowed: true, regime: 'gdpr', law: [], decisive: undefined }
          : { allowed: false, reason: 'consent.missing', regime: 'gdpr', law: [], decisive: undefined };
      },
    },
    isOwn: (connector) => connector === 'hub',
  });
  const ask = (event: TouchlineEvent, more: Partial<GatedDelivery> = {}) =>
    gate.mayDeliver({ event, route: 'r', connector: 'crm', purpose: undefined, channel: 'email', ...more });
  return {
    ...parts,
    asked,
    tombstones,
    deliveries,
    ask,
    withhold: () => {
      isWithheld = true;
    },
  };
};

describe.each(storageKinds)('the gate of a hub (%s)', (kind) => {
  test('notes who is about to receive what belongs to whom, before it lets it through', async () => {
    const { ask, deliveries, storage } = setUp(kind);
    expect(await ask(page('ada+ada@home'))).toEqual({ allowed: true });
    await ask(page('ada'), { connector: 'mail' });
    const rows = await deliveries.deliveredTo([anchorOf('ada'), anchorOf('ada@home'), anchorOf('ben')]);
    expect(rows.map(({ anchor, connector }) => [anchor, connector])).toEqual(
      [
        [anchorOf('ada'), 'crm'],
        [anchorOf('ada'), 'mail'],
        [anchorOf('ada@home'), 'crm'],
      ].sort(),
    );
    expect(rows.every(({ firstAtMs }) => firstAtMs === noon)).toBe(true);
    expect(await storage.deliveries.of([anchorOf('ada')])).toHaveLength(2);
  });

  test('lets nothing through about somebody who was erased since, and somebody who came back', async () => {
    const { ask, storage, tombstones } = setUp(kind);
    const stone = { anchor: anchorOf('ada'), erasedAtMs: noon, erasure: 'e1' };
    await ask(page('ada'));
    await storage.write((writes) => writes.addTombstone(stone));
    tombstones.added([stone]);
    expect(await ask(page('ada'))).toEqual({ allowed: false, reason: 'erased' });
    expect(await ask(page('ben'))).toEqual({ allowed: true });
    const later = eventOf(
      'page.viewed',
      { customer: { id: 'ada' }, url: 'https://shop.example/' },
      { time: new Date(noon + 1).toISOString() },
    );
    expect(await ask(later)).toEqual({ allowed: true });
  });

  test('lets nothing through about somebody who is erased while it is being noted', async () => {
    const { ask, tombstones } = setUp(kind);
    await ask(page('ben'));
    const verdict = ask(page('ada'));
    tombstones.added([{ anchor: anchorOf('ada'), erasedAtMs: noon, erasure: 'e1' }]);
    expect(await verdict).toEqual({ allowed: false, reason: 'erased' });
  });
});

describe('the gate of a hub', () => {
  test('answers at once what it knows', async () => {
    const { ask } = setUp();
    const event = page('ada');
    await ask(event);
    expect(ask(event)).toEqual({ allowed: true });
    expect(ask(page('ada'))).toEqual({ allowed: true });
    expect(ask(page('ada'), { connector: 'mail' })).toBeInstanceOf(Promise);
  });

  test('asks for consent where there is a purpose: that of the person, and of all that the event names', async () => {
    const { ask, asked, people, withhold } = setUp();
    people.join('ada', 'ada@home');
    await ask(page('ada+shared phone'), { purpose: 'marketing', channel: 'sms' });
    expect(asked[0]).toEqual({
      anchors: ['ada', 'shared phone', 'ada@home'].map((name) => anchorOf(name)),
      purpose: 'marketing',
      channel: 'sms',
    });
    withhold();
    expect(await ask(page('ada'), { purpose: 'marketing' })).toEqual({
      allowed: false,
      reason: 'consent.missing',
    });
  });

  test('asks for none where there is no purpose', async () => {
    const { ask, asked, withhold } = setUp();
    withhold();
    expect(await ask(page('ada'))).toEqual({ allowed: true });
    expect(asked).toEqual([]);
  });

  test('asks for consent again once it has noted who is told: that took its time', async () => {
    let isWithdrawn = false;
    const parts = setUpParts();
    const { ask } = setUp(
      'memory',
      {
        async write(work) {
          isWithdrawn = true;
          await parts.storage.write(work);
        },
      },
      () => !isWithdrawn,
    );
    expect(await ask(page('ada'), { purpose: 'marketing' })).toMatchObject({ allowed: false });
  });

  test('does not note what it withholds, nor what goes to the hub itself', async () => {
    const { ask, deliveries, withhold } = setUp();
    await ask(page('ada'), { connector: 'hub' });
    withhold();
    await ask(page('ada'), { purpose: 'marketing' });
    expect(await deliveries.deliveredTo([anchorOf('ada')])).toEqual([]);
  });

  test('lets an event about nobody through, but not for a purpose: nobody can have consented', async () => {
    const { ask } = setUp();
    expect(await ask(page())).toEqual({ allowed: true });
    expect(await ask(page(), { purpose: 'marketing' })).toEqual({ allowed: false, reason: 'consent.nobody' });
  });

  test('lets nothing through that it cannot note', async () => {
    const { ask } = setUp('memory', { write: () => Promise.reject(new Error('disk full')) });
    await expect(ask(page('ada'))).rejects.toThrow('disk full');
  });
});

describe('a delivery record', () => {
  test('goes on noting where its memory is small, and knows what it has just noted', async () => {
    const { storage, clock } = setUpParts();
    const record = createDeliveryRecord({ storage, clock, maxInMemory: 2 });
    const notes = record.about(['ada', 'ben', 'cid'].map((name) => anchorOf(name)));
    for (const name of ['dan', 'eve', 'fay']) await record.about([anchorOf(name)]).note('crm');
    await notes.note('crm');
    expect(notes.note('crm')).toBeUndefined();
    expect(await record.deliveredTo([anchorOf('ada'), anchorOf('dan')])).toHaveLength(2);
  });

  test('writes what comes in one turn together, and known pairs not at all', async () => {
    const { storage, clock } = setUpParts();
    let writes = 0;
    const counted = {
      ...storage,
      write: (work: Parameters<typeof storage.write>[0]) => {
        writes += 1;
        return storage.write(work);
      },
    };
    const record = createDeliveryRecord({ storage: counted, clock });
    await Promise.all(['ada', 'ben', 'cid'].map((name) => record.about([anchorOf(name)]).note('crm')));
    expect(writes).toBe(1);
    expect(record.about([anchorOf('ada'), anchorOf('ben')]).note('crm')).toBeUndefined();
    expect(await createDeliveryRecord({ storage, clock }).deliveredTo([anchorOf('ben')])).toHaveLength(1);
  });

  test('notes anew after an erasure, also what was being noted meanwhile', async () => {
    const { storage, clock } = setUpParts('SQLite');
    const record = createDeliveryRecord({ storage, clock });
    const ada = anchorOf('ada');
    const notes = record.about([ada]);
    await notes.note('crm');
    const noting = notes.note('mail');
    const erasure = await record.erasure.prepare({ id: ada, tenant: '', anchors: [ada], identifiers: [] });
    await storage.write((writes) => erasure.write(writes));
    erasure.written?.();
    await noting;
    expect((await record.deliveredTo([ada])).map(({ connector }) => connector)).toEqual(['mail']);
    await notes.note('crm');
    expect(await record.deliveredTo([ada])).toHaveLength(2);
  });
});
