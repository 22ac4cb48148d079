import { deepEqual, equal } from 'node:assert/strict';
import type { KeyRow } from '../../vault/key-storage.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';
const keyOf = (generation: number): KeyRow => ({ anchor, generation, wrapped: new Uint8Array([generation]) });

/** A row whose bytes compare, whatever kind of byte array the storage returns. */
const plain = (row: KeyRow | undefined) => row && { ...row, wrapped: row.wrapped && [...row.wrapped] };

/** Promises about the keys of anchors. */
export const keyPromises: readonly HubStoragePromise[] = [
  {
    name: 'the newest key of an anchor is found whatever the order in which its keys came',
    async run(harness) {
      await harness.storage.write((writes) => {
        for (const generation of [2, 1, 3]) writes.addKey(keyOf(generation));
      });
      const storage = await afterRestart(harness);
      const newest = await storage.keys.newest([other, anchor]);
      deepEqual([...newest.keys()], [anchor]);
      deepEqual(plain(newest.get(anchor)), plain(keyOf(3)));
      deepEqual(plain(await storage.keys.row(anchor, 2)), plain(keyOf(2)));
      equal(await storage.keys.row(anchor, 4), undefined);
      equal(await storage.keys.row(other, 1), undefined);
    },
  },
  {
    name: 'a key that is there is not replaced',
    async run({ storage }) {
      await storage.write((writes) => writes.addKey(keyOf(1)));
      await storage.write((writes) => writes.addKey({ ...keyOf(1), wrapped: new Uint8Array([9]) }));
      deepEqual(plain(await storage.keys.row(anchor, 1)), plain(keyOf(1)));
    },
  },
  {
    name: 'destroyed keys are gone in all generations, their rows stay, and those of others are as they were',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.addKey(keyOf(1));
        writes.addKey(keyOf(2));
        writes.addKey({ ...keyOf(1), anchor: other });
      });
      await harness.storage.write((writes) => writes.destroyKeys(anchor));
      // Nobody makes a destroyed key whole again.
      await harness.storage.write((writes) => writes.addKey(keyOf(2)));
      const storage = await afterRestart(harness);
      for (const generation of [1, 2])
        deepEqual(await storage.keys.row(anchor, generation), { anchor, generation, wrapped: undefined });
      deepEqual(plain(await storage.keys.row(other, 1)), plain({ ...keyOf(1), anchor: other }));
    },
  },
];
