import { deepEqual, equal } from 'node:assert/strict';
import type { ErasureRow } from '../../erasure/erasure-storage.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';

const erasure = (id: string, changes: Partial<ErasureRow> = {}): ErasureRow => ({
  id,
  tenant: 'acme',
  person: anchor,
  state: 'requested',
  report: '{"a":1}',
  keyName: other,
  sealed: new Uint8Array([1, 2]),
  ...changes,
});

/** A row whose bytes compare, whatever kind of byte array the storage returns. */
const plain = (row: ErasureRow | undefined) => row && { ...row, sealed: row.sealed && [...row.sealed] };

/** Promises about erasures, and about what is remembered of those who were erased. */
export const erasurePromises: readonly HubStoragePromise[] = [
  {
    name: 'a tombstone is found by its anchor, and a later one takes its place',
    async run(harness) {
      equal(await harness.storage.tombstones.any(), false);
      await harness.storage.write((writes) => {
        writes.addTombstone({ anchor, erasedAtMs: 1_000, erasure: 'one' });
        writes.addTombstone({ anchor, erasedAtMs: 2_000, erasure: 'two' });
      });
      const { tombstones } = await afterRestart(harness);
      equal(await tombstones.any(), true);
      deepEqual(
        [...(await tombstones.of([other, anchor]))],
        [[anchor, { anchor, erasedAtMs: 2_000, erasure: 'two' }]],
      );
    },
  },
  {
    name: 'an erasure is kept as it was saved last, and is open until it is done',
    async run(harness) {
      const { storage } = harness;
      await storage.write((writes) => {
        for (const id of ['b', 'a', 'c']) writes.saveErasure(erasure(id));
      });
      await storage.write((writes) => writes.saveErasure(erasure('b', { state: 'erased' })));
      const done = erasure('a', { state: 'done', sealed: undefined });
      await storage.write((writes) => writes.saveErasure(done));
      const { erasures } = await afterRestart(harness);
      deepEqual(plain(await erasures.row('b')), plain(erasure('b', { state: 'erased' })));
      deepEqual(await erasures.row('a'), done);
      equal(await erasures.row('d'), undefined);
      deepEqual(
        (await erasures.open()).map(({ id }) => id),
        ['b', 'c'],
      );
    },
  },
];
