import { deepEqual } from 'node:assert/strict';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

/** Promises about which events were recorded. */
export const recordPromises: readonly HubStoragePromise[] = [
  {
    name: 'an event that was recorded is known by its mark, also when it was marked twice',
    async run(harness) {
      await harness.storage.write((writes) => {
        for (const mark of ['one', 'two', 'one']) writes.addRecord(mark);
      });
      const { records } = await afterRestart(harness);
      deepEqual(await records.holds(['two', 'three', 'one']), [true, false, true]);
    },
  },
];
