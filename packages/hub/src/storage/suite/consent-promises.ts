import { deepEqual } from 'node:assert/strict';
import type { ConsentRow, RegionRow } from '../../consent/consent-storage.ts';
import type { HubStorage } from '../hub-storage.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchor = 'prs_AAAAAAAAAAAAAAAAAAAAAA';
const other = 'prs_BBBBBBBBBBBBBBBBBBBBBB';

const choice = (id: string, changes: Partial<ConsentRow> = {}): ConsentRow => ({
  anchor,
  id,
  purpose: 'marketing',
  channel: 'email',
  status: 'granted',
  strength: 'explicit',
  atMs: 1_000,
  expiresAtMs: undefined,
  generation: 1,
  sealed: new Uint8Array([1, 2]),
  ...changes,
});

const choicesOf = async ({ consents }: HubStorage, anchors = [anchor, other] as const) =>
  (await consents.choices(anchors))
    .map((row) => ({ ...row, sealed: row.sealed && [...row.sealed] }))
    .sort((one, two) => (`${one.anchor} ${one.id}` < `${two.anchor} ${two.id}` ? -1 : 1));

const plain = (row: ConsentRow) => ({ ...row, sealed: row.sealed && [...row.sealed] });

/** Promises about the ledger of consents. */
export const consentPromises: readonly HubStoragePromise[] = [
  {
    name: 'choices are kept with all that they say, by anchor, and one that is there is not replaced',
    async run(harness) {
      const rows = [
        choice('a', { expiresAtMs: 2_000 }),
        choice('b', { status: 'withdrawn', purpose: '*', channel: '*', strength: 'confirmed', atMs: -5 }),
        choice('a', { anchor: other, generation: 3 }),
      ];
      await harness.storage.write((writes) => {
        for (const row of rows) writes.addConsent(row);
      });
      await harness.storage.write((writes) => writes.addConsent(choice('a', { atMs: 9_000 })));
      deepEqual(await choicesOf(await afterRestart(harness)), rows.map(plain));
    },
  },
  {
    name: 'of regions the newest stays, whatever the order in which they came; of one moment the one with the greatest id',
    async run(harness) {
      const region = (atMs: number, id: string, byte: number): RegionRow => ({
        anchor,
        atMs,
        id,
        generation: 1,
        sealed: new Uint8Array([byte]),
      });
      await harness.storage.write((writes) => {
        for (const [atMs, id, byte] of [
          [2, 'z', 2],
          [3, 'b', 3],
          [1, 'z', 1],
          [3, 'a', 4],
        ] as const)
          writes.saveRegion(region(atMs, id, byte));
      });
      const rows = await (await afterRestart(harness)).consents.regions([other, anchor]);
      deepEqual(
        rows.map((row) => ({ ...row, sealed: [...row.sealed] })),
        [{ ...region(3, 'b', 3), sealed: [3] }],
      );
    },
  },
  {
    name: 'an erasure takes the grants, the proofs and the region of an anchor, and leaves its withdrawals',
    async run(harness) {
      const withdrawal = choice('b', { status: 'withdrawn' });
      await harness.storage.write((writes) => {
        for (const row of [choice('a'), withdrawal, choice('a', { anchor: other })]) writes.addConsent(row);
        writes.saveRegion({ anchor, atMs: 1, id: 'a', generation: 1, sealed: new Uint8Array([1]) });
      });
      await harness.storage.write((writes) => writes.eraseConsents(anchor));
      const storage = await afterRestart(harness);
      deepEqual(await choicesOf(storage), [
        { ...withdrawal, sealed: undefined },
        plain(choice('a', { anchor: other })),
      ]);
      deepEqual(await storage.consents.regions([anchor]), []);
    },
  },
];
