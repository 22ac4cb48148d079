import { deepEqual, equal, rejects } from 'node:assert/strict';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';
const wrapped = new Uint8Array([1, 2, 3]);

/** Promises about transactions, whatever is written in them. */
export const transactionPromises: readonly HubStoragePromise[] = [
  {
    name: 'a transaction whose author throws half-way writes nothing',
    async run({ storage }) {
      await rejects(
        storage.write((writes) => {
          writes.addKey({ anchor, generation: 1, wrapped });
          throw new RangeError('half-way');
        }),
        RangeError,
      );
      equal((await storage.keys.newest([anchor])).size, 0);
    },
  },
  {
    name: 'transactions begun together are written in their order, and are there after a restart',
    async run(harness) {
      await Promise.all([
        harness.storage.write((writes) => writes.addKey({ anchor, generation: 1, wrapped })),
        harness.storage.write((writes) => writes.destroyKeys(anchor)),
        harness.storage.write((writes) => writes.addKey({ anchor: other, generation: 1, wrapped })),
      ]);
      const storage = await afterRestart(harness);
      const rows = await storage.keys.newest([anchor, other]);
      deepEqual(rows.get(anchor), { anchor, generation: 1, wrapped: undefined });
      deepEqual([...(rows.get(other)?.wrapped ?? [])], [...wrapped]);
    },
  },
  {
    name: 'a closed storage refuses to write, and closes again without complaint',
    async run({ storage }) {
      await storage.close();
      await storage.close();
      await rejects(
        storage.write(() => {}),
        (error: unknown) => error instanceof Error && 'code' in error && error.code === 'hub.closed',
      );
    },
  },
];
