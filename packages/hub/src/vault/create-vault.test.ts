import { Secret } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import type { AnchorId } from '../identity/anchor.ts';
import { createVault } from './create-vault.ts';
import { observedStorage } from './fixtures/observed-storage.ts';
import { createHubKeys } from './hub-keys.ts';
import type { HubSecret } from './root-key.ts';
import type { AnchorKey, Vault } from './vault.ts';

const secret = 'kJ2v8Qh0Zr5yT1nW7xB4mC9pL6sD3fGa';
const anchor = (name: string): AnchorId => `prs_${name.padEnd(22, '-')}`;
const ada = anchor('ada');
const grace = anchor('grace');

const setUp = (
  options: { secret?: HubSecret; maxKeysInMemory?: number; keys?: ReturnType<typeof observedStorage> } = {},
) => {
  const { keys = observedStorage(), maxKeysInMemory } = options;
  const open = (by: HubSecret = options.secret ?? secret): Vault =>
    createVault({
      storage: keys.storage,
      keys: createHubKeys({ storage: keys.storage, secret: by }),
      ...(maxKeysInMemory !== undefined && { maxKeysInMemory }),
    });
  return { ...keys, open, vault: open() };
};

/** A vault over a storage where what is written is read at once, and durable later. */
const slowDisk = () => {
  const disk = { resolve: () => {}, reject: (_: Error) => {} };
  const written = new Promise<void>((resolve, reject) => Object.assign(disk, { resolve, reject }));
  const { storage } = observedStorage();
  const keys = createHubKeys({ storage, secret });
  const slow: typeof storage = {
    ...storage,
    async write(work, committed) {
      await storage.write(work);
      committed?.();
      await written;
    },
  };
  return {
    storage,
    disk,
    vault: createVault({ storage: slow, keys }),
    isWaiting: (work: Promise<unknown>): Promise<boolean> =>
      Promise.race([
        work.then(() => false),
        new Promise<boolean>((resolve) => setImmediate(() => resolve(true))),
      ]),
  };
};

const keyOf = async (vault: Vault, of: AnchorId): Promise<AnchorKey> => {
  const key = (await vault.open([of])).get(of);
  if (!key) throw new Error('There is no key.');
  return key;
};

describe('what is sealed', () => {
  test('is read with the same key in the same context, also after a restart', async () => {
    const { vault, open } = setUp();
    const key = await keyOf(vault, ada);
    const sealed = key.seal('Ada Lovelace \u{1F9EE}', 'trait');
    expect(key.unseal(sealed, 'trait')).toBe('Ada Lovelace \u{1F9EE}');
    expect((await open().find(ada, key.generation))?.unseal(sealed, 'trait')).toBe('Ada Lovelace \u{1F9EE}');
  });

  test('does not show its text, nor twice the same bytes', async () => {
    const key = await keyOf(setUp().vault, ada);
    const sealed = key.seal('Ada Lovelace', 'trait');
    expect(Buffer.from(sealed).includes('Ada')).toBe(false);
    expect(key.seal('Ada Lovelace', 'trait')).not.toEqual(sealed);
  });

  test('may be empty, and may be a megabyte', async () => {
    const key = await keyOf(setUp().vault, ada);
    for (const text of ['', 'x'.repeat(1_000_000)]) expect(key.unseal(key.seal(text, 'c'), 'c')).toBe(text);
  });

  test.each<[string, (sealed: Uint8Array) => Uint8Array, string]>([
    ['in another context', (sealed) => sealed, 'consent'],
    ['with a bit changed', (sealed) => sealed.map((byte, at) => (at === 20 ? byte ^ 1 : byte)), 'trait'],
    [
      'with a tag changed',
      (sealed) => sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte)),
      'trait',
    ],
    ['cut short', (sealed) => sealed.subarray(0, 20), 'trait'],
    ['in a format of the future', (sealed) => Uint8Array.from([2, ...sealed.subarray(1)]), 'trait'],
    ['empty', () => new Uint8Array(), 'trait'],
  ])('is refused %s', async (_, change, context) => {
    const key = await keyOf(setUp().vault, ada);
    const sealed = key.seal('a text that is long enough', 'trait');
    expect(() => key.unseal(change(sealed), context)).toThrow(coded('hub.sealed_corrupt'));
  });

  test("is not read with another's key", async () => {
    const { vault } = setUp();
    const [adas, graces] = [await keyOf(vault, ada), await keyOf(vault, grace)];
    expect(() => graces.unseal(adas.seal('x', 'c'), 'c')).toThrow(coded('hub.sealed_corrupt'));
  });

  test("is not read where one's stored key was put in the place of another's", async () => {
    const { vault, storage, open } = setUp();
    await keyOf(vault, ada);
    const wrapped = (await storage.keys.row(ada, 1))?.wrapped;
    await storage.write((writes) => writes.addKey({ anchor: grace, generation: 1, wrapped }));
    await expect(open().open([grace])).rejects.toThrow(coded('hub.sealed_corrupt'));
  });
});

describe('a key', () => {
  test('is the same for all who ask at once, and they ask the storage once', async () => {
    const { vault, calls } = setUp();
    await keyOf(vault, grace);
    const before = { ...calls };
    const opened = await Promise.all(Array.from({ length: 20 }, () => keyOf(vault, ada)));
    expect(new Set(opened).size).toBe(1);
    expect(calls).toEqual({ reads: before.reads + 1, writes: before.writes + 1 });
  });

  test('is durable before it is handed out', async () => {
    const { vault, faults, open } = setUp();
    await keyOf(vault, grace);
    faults.write = new Error('disk full');
    await expect(vault.open([ada])).rejects.toThrow('disk full');
    expect(vault.held(ada, 1)).toBeUndefined();
    delete faults.write;
    const sealed = (await keyOf(vault, ada)).seal('x', 'c');
    expect((await keyOf(open(), ada)).unseal(sealed, 'c')).toBe('x');
  });

  test('for what goes into the same storage does not wait for the disk; for anything else it does', async () => {
    const { vault, storage, disk, isWaiting } = slowDisk();
    const key = (await vault.openForStorage([ada])).get(ada);
    expect(key?.generation).toBe(1);
    expect((await storage.keys.newest([ada])).size).toBe(1);
    const opening = vault.open([ada]);
    expect(await isWaiting(opening)).toBe(true);
    disk.resolve();
    expect((await opening).get(ada)).toBe(key);
  });

  test('that the disk did not keep is not held', async () => {
    const { vault, disk } = slowDisk();
    await vault.openForStorage([ada]);
    const opening = vault.open([ada]);
    disk.reject(new Error('disk gone'));
    await expect(opening).rejects.toThrow('disk gone');
    expect(vault.held(ada, 1)).toBeUndefined();
  });

  test('is looked for without being made', async () => {
    const { vault, storage } = setUp();
    await expect(vault.find(ada, 1)).rejects.toThrow(coded('hub.key_missing'));
    expect(await vault.findAll([ada])).toEqual(new Map());
    expect((await storage.keys.newest([ada])).size).toBe(0);
    const key = await keyOf(vault, ada);
    expect(await vault.findAll([ada, grace])).toEqual(new Map([[ada, key]]));
    expect(await vault.find(ada, 1)).toBe(key);
    await expect(vault.find(ada, 2)).rejects.toThrow(coded('hub.key_missing'));
  });

  test('is found again after memory had no room for it', async () => {
    const { vault } = setUp({ maxKeysInMemory: 4 });
    const sealed = (await keyOf(vault, ada)).seal('x', 'c');
    await vault.open(Array.from({ length: 100 }, (_, index) => anchor(`p${index}`)));
    expect(vault.held(ada, 1)).toBeUndefined();
    expect((await keyOf(vault, ada)).unseal(sealed, 'c')).toBe('x');
  });
});

describe('a destroyed key', () => {
  test('serves nobody: not the storage, not who held it, not who asks again', async () => {
    const { vault, storage, open } = setUp();
    const key = await keyOf(vault, ada);
    const sealed = key.seal('x', 'c');
    await vault.destroy([ada]);
    expect(await storage.keys.row(ada, 1)).toEqual({ anchor: ada, generation: 1, wrapped: undefined });
    expect(() => key.unseal(sealed, 'c')).toThrow(coded('hub.key_destroyed'));
    expect(() => key.seal('y', 'c')).toThrow(coded('hub.key_destroyed'));
    expect(vault.held(ada, 1)).toBeUndefined();
    expect(await vault.find(ada, 1)).toBeUndefined();
    expect(await open().find(ada, 1)).toBeUndefined();
  });

  test('is followed by one that does not open what it sealed', async () => {
    const { vault, open } = setUp();
    const sealed = (await keyOf(vault, ada)).seal('x', 'c');
    await vault.destroy([ada]);
    const next = await keyOf(vault, ada);
    expect(next.generation).toBe(2);
    expect(() => next.unseal(sealed, 'c')).toThrow(coded('hub.sealed_corrupt'));
    expect(await vault.find(ada, 1)).toBeUndefined();
    expect(await open().find(ada, 1)).toBeUndefined();
    expect((await open().find(ada, 2))?.unseal(next.seal('y', 'c'), 'c')).toBe('y');
  });

  test('takes along what is written with it, or neither happens', async () => {
    const { vault, storage, faults } = setUp();
    const key = await keyOf(vault, ada);
    faults.write = new Error('disk full');
    await expect(vault.destroy([ada])).rejects.toThrow('disk full');
    expect(key.unseal(key.seal('x', 'c'), 'c')).toBe('x');
    delete faults.write;
    await vault.destroy([ada], (writes) =>
      writes.addKey({ anchor: grace, generation: 1, wrapped: undefined }),
    );
    expect((await storage.keys.newest([grace])).size).toBe(1);
  });

  test('is not read back by those who asked while it was being destroyed', async () => {
    const { vault, open } = setUp();
    await keyOf(vault, ada);
    const other = open();
    const [, opened] = await Promise.all([other.destroy([ada]), keyOf(other, ada), other.find(ada, 1)]);
    expect(opened.generation).toBe(2);
    expect(await other.find(ada, 1)).toBeUndefined();
  });

  test('that never was is no matter', async () => {
    const { vault } = setUp();
    await vault.destroy([ada, ada]);
    expect((await keyOf(vault, ada)).generation).toBe(1);
  });
});

describe('the secret', () => {
  test.each<[string, HubSecret]>([
    ['is missing', []],
    ['is too short', 'x'.repeat(31)],
    ['is too short as a former one', [secret, 'short']],
  ])('is refused when it %s, and not shown', (_, bad) => {
    expect(() => setUp({ secret: bad })).toThrow(coded('hub.secret_invalid'));
    expect(() => setUp({ secret: bad })).not.toThrow(/short"|xxx/);
  });

  test('opens only what was made with it', async () => {
    const { vault, open } = setUp();
    await keyOf(vault, ada);
    await expect(open('another secret of thirty-two byte').open([ada])).rejects.toThrow(
      coded('hub.secret_wrong'),
    );
  });

  test('is rotated by giving the former one too; after that the new one is enough, and the former opens nothing', async () => {
    const { vault, open, storage } = setUp();
    const sealed = (await keyOf(vault, ada)).seal('x', 'c');
    const identifier = { namespace: 'email', value: 'ada@example.com' };
    const before = (await createHubKeys({ storage, secret }).open()).anchorOf('', identifier);
    const newer = new Secret('another secret of thirty-two bytes');

    expect((await keyOf(open([newer, secret]), ada)).unseal(sealed, 'c')).toBe('x');
    expect((await keyOf(open(newer), ada)).unseal(sealed, 'c')).toBe('x');
    expect((await createHubKeys({ storage, secret: newer }).open()).anchorOf('', identifier)).toBe(before);
    await expect(open(secret).open([ada])).rejects.toThrow(coded('hub.secret_wrong'));
  });

  test('is asked for again after a failure of the storage', async () => {
    const { vault, faults } = setUp();
    faults.read = new Error('no connection');
    await expect(vault.open([ada])).rejects.toThrow('no connection');
    delete faults.read;
    expect((await keyOf(vault, ada)).generation).toBe(1);
  });

  test('gives keys of their own to each purpose and each hub', async () => {
    const one = await createHubKeys({ storage: observedStorage().storage, secret }).open();
    const two = await createHubKeys({ storage: observedStorage().storage, secret }).open();
    expect(one.derive('a')).toEqual(one.derive('a'));
    expect(one.derive('a')).not.toEqual(one.derive('b'));
    expect(one.derive('a')).not.toEqual(two.derive('a'));
  });
});

const coded = (code: string) => expect.objectContaining({ code });
