import { TouchlineError, type TouchlineEvent, touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { createTombstones } from '../erasure/tombstones.ts';
import { IdentityIndex } from '../identity/identity-index.ts';
import { identityRulesOf } from '../identity/identity-rules.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';
import { createVault } from '../vault/create-vault.ts';
import { createHubKeys } from '../vault/hub-keys.ts';
import { createRecorder } from './recorder.ts';
import type { RecordingPart } from './recording-part.ts';

const setUp = (part: RecordingPart, storage: HubStorage = memoryHubStorage()) => {
  const keys = createHubKeys({ storage, secret: 'a secret of at least thirty-two bytes' });
  const vault = createVault({ storage, keys });
  const index = new IdentityIndex({ storage, keys, vault, rules: identityRulesOf() });
  const recorder = createRecorder({
    storage,
    keys,
    index,
    tombstones: createTombstones(storage.tombstones),
    parts: [part],
  });
  return { recorder, storage };
};

const eventOf = (id: string): TouchlineEvent =>
  touchpointCatalogue.create(
    { type: 'page.viewed', id, data: { url: 'https://shop.example/', customer: { anonymousId: id } } },
    { source: '/tests' },
  );

describe('a recorder', () => {
  test('one event that a part cannot take is told, and takes none of the others with it', async () => {
    const taken: string[] = [];
    const { recorder } = setUp({
      async prepare(events) {
        if (events.some(({ event }) => event.id === 'poison')) throw new RangeError('no');
        return () => taken.push(...events.map(({ event }) => event.id));
      },
    });
    const results = await recorder.recordEach(['a', 'poison', 'b'].map(eventOf));
    expect(results).toEqual([
      'recorded',
      expect.objectContaining({ code: 'delivery.unexpected' }),
      'recorded',
    ]);
    expect(taken).toEqual(['a', 'b']);
    // What was not recorded is recorded once it can be.
    await expect(recorder.record(['a', 'poison'].map(eventOf))).rejects.toThrow(TouchlineError);
    expect(await recorder.record([eventOf('b')])).toEqual(['duplicate']);
  });

  test('a transaction that fails leaves nothing behind: neither events nor identities, and none of them in memory', async () => {
    const whole = memoryHubStorage();
    let isFailing = false;
    const storage: HubStorage = {
      ...whole,
      async write(work, committed) {
        if (isFailing) throw new TouchlineError('hub.storage_full', 'The disk is full.');
        await whole.write(work, committed);
      },
    };
    const { recorder } = setUp({ prepare: async () => () => {} }, storage);
    await recorder.record([eventOf('a')]);
    isFailing = true;
    await expect(recorder.record([eventOf('b'), eventOf('a')])).rejects.toThrow(
      expect.objectContaining({ code: 'hub.storage_full' }),
    );
    isFailing = false;
    expect((await storage.identities.scan(0, 10)).map(({ number }) => number)).toEqual([1]);
    expect(await recorder.record([eventOf('b'), eventOf('c')])).toEqual(['recorded', 'recorded']);
    expect((await storage.identities.scan(0, 10)).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('parts prepare one batch after another, and hear of each once it is durable', async () => {
    const heard: string[] = [];
    let preparing = 0;
    const { recorder } = setUp({
      async prepare(events) {
        preparing += 1;
        expect(preparing).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        preparing -= 1;
        return () => heard.push(`written ${events.length}`);
      },
      recorded: (events) => heard.push(`recorded ${events.length}`),
    });
    const events = Array.from({ length: 300 }, (_, index) => eventOf(`e-${index}`));
    await recorder.record(events);
    await recorder.idle();
    expect(heard).toEqual(['written 250', 'recorded 250', 'written 50', 'recorded 50']);
  });
});
