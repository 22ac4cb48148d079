import { deepEqual } from 'node:assert/strict';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';

/** Promises about who received what belongs to whom. */
export const deliveryPromises: readonly HubStoragePromise[] = [
  {
    name: 'who received something of an anchor is noted once, with the first time, until it is forgotten',
    async run(harness) {
      await harness.storage.write((writes) => {
        writes.noteDelivery({ anchor: other, connector: 'talk', firstAtMs: 3 });
        writes.noteDelivery({ anchor, connector: 'talk', firstAtMs: 1 });
        writes.noteDelivery({ anchor, connector: 'mail', firstAtMs: 2 });
        writes.noteDelivery({ anchor, connector: 'talk', firstAtMs: 9 });
      });
      const storage = await afterRestart(harness);
      deepEqual(await storage.deliveries.of([other, anchor, other]), [
        { anchor, connector: 'mail', firstAtMs: 2 },
        { anchor, connector: 'talk', firstAtMs: 1 },
        { anchor: other, connector: 'talk', firstAtMs: 3 },
      ]);
      await storage.write((writes) => writes.forgetDeliveries(anchor));
      deepEqual(
        (await storage.deliveries.of([anchor, other])).map((row) => row.anchor),
        [other],
      );
    },
  },
];
