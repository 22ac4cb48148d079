import { deepEqual } from 'node:assert/strict';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const first = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const second = 'prs_BBBBBBBBBBBBBBBBBBBBBB';
const third = 'prs_CCCCCCCCCCCCCCCCCCCCCC';

/** Promises about profiles. */
export const profilePromises: readonly HubStoragePromise[] = [
  {
    name: 'of a profile the newest state is kept, and a removed one is gone',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.saveProfile({ anchor: first, generation: 1, sealed: new Uint8Array([1]) });
        writes.saveProfile({ anchor: second, generation: 1, sealed: new Uint8Array([2]) });
        writes.saveProfile({ anchor: first, generation: 2, sealed: new Uint8Array([3]) });
      });
      await harness.storage.write((writes) => writes.removeProfile(second));
      const rows = await (await afterRestart(harness)).profiles.of([third, second, first]);
      deepEqual([...rows.keys()], [first]);
      const row = rows.get(first);
      deepEqual({ ...row, sealed: [...(row?.sealed ?? [])] }, { anchor: first, generation: 2, sealed: [3] });
    },
  },
  {
    name: 'all anchors that have a profile are gone through, page by page',
    async run({ storage }) {
      await storage.write((writes) => {
        for (const anchor of [third, first, second] as const)
          writes.saveProfile({ anchor, generation: 1, sealed: new Uint8Array([1]) });
      });
      deepEqual(await storage.profiles.anchors(undefined, 2), [first, second]);
      deepEqual(await storage.profiles.anchors(second, 2), [third]);
      deepEqual(await storage.profiles.anchors(third, 2), []);
    },
  },
];
