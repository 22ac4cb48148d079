import { deepEqual, equal } from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { AnchorId } from '../../identity/anchor.ts';
import type {
  DecisionRow,
  IdentifierRow,
  IdentityReads,
  LinkRow,
  MemberRow,
} from '../../identity/identity-storage.ts';
import type { HubStorage } from '../hub-storage.ts';
import { afterRestart, type HubStoragePromise } from './hub-storage-promise.ts';

const anchorOf = (number: number): AnchorId =>
  `prs_${hash('sha256', String(number), 'base64url').slice(0, 22)}`;

/** Another anchor that begins as that of the number does. */
const alike = (number: number): AnchorId => `prs_${anchorOf(number).slice(4, 20)}__`;

const identifier = (number: number, person: number, rest: Partial<IdentifierRow> = {}): IdentifierRow => ({
  number,
  anchor: anchorOf(number),
  tenant: 'a',
  namespace: 'email',
  generation: 1,
  sealed: Buffer.from([number]),
  firstSeenMs: 1_000 + number,
  person,
  isolation: undefined,
  degrees: { user: 1, 'external:crm': 2 },
  tuples: { '1-1': 1_700_000_000_000 },
  ...rest,
});

const link = (low: number, high: number, rest: Partial<LinkRow> = {}): LinkRow => ({
  low,
  high,
  lowNamespace: 'email',
  highNamespace: 'email',
  evidence: { timeMs: 5_000, source: '/s', id: `e${low}-${high}` },
  refused: undefined,
  ...rest,
});

const decision = (number: number, rest: Partial<DecisionRow> = {}): DecisionRow => ({
  number,
  tenant: 'a',
  kind: 'merge',
  atMs: 9_000,
  sealed: Buffer.from('sealed'),
  generation: 1,
  left: [anchorOf(1)],
  right: [anchorOf(2)],
  target: undefined,
  isActive: true,
  ...rest,
});

/** Rows that compare, whatever kind of byte array the storage returns. */
const plain = <Row extends { readonly sealed: Uint8Array | undefined }>(rows: readonly Row[]) =>
  rows.map((row) => ({ ...row, sealed: row.sealed && [...row.sealed] }));
const numbers = (rows: readonly MemberRow[]): readonly number[] => rows.map(({ number }) => number);
const pairs = (rows: readonly LinkRow[]) =>
  rows.map(({ low, high }) => `${low}-${high}`).sort((one, other) => (one < other ? -1 : 1));

const save = (storage: HubStorage, rows: readonly IdentifierRow[], links: readonly LinkRow[] = []) =>
  storage.write((writes) => {
    for (const row of rows) writes.saveIdentifier(row);
    for (const row of links) writes.saveLink('a', row);
  });

/** Promises about identifiers, links and decisions. */
export const identityPromises: readonly HubStoragePromise[] = [
  {
    name: 'identifiers come back whole, by anchor and by number, and with all others of their person',
    async run(harness) {
      const rows = [
        identifier(1, 1),
        identifier(2, 1, { isolation: 'shared', sealed: undefined, generation: 0, degrees: {} }),
        identifier(3, 3, { tenant: '', namespace: 'external:crm' }),
      ];
      await save(harness.storage, rows);
      const { identities } = await afterRestart(harness);
      deepEqual(
        plain(await identities.byAnchors([anchorOf(2), anchorOf(9), anchorOf(3)])),
        plain([rows[1], rows[2]] as IdentifierRow[]),
      );
      deepEqual(plain(await identities.byNumbers([1, 9])), plain([rows[0] as IdentifierRow]));
      deepEqual(numbers(await identities.ofPersons([anchorOf(2)])), [1, 2]);
      deepEqual(
        numbers(await identities.ofPersons([anchorOf(1), anchorOf(2), anchorOf(3), anchorOf(9)])),
        [1, 2, 3],
      );
    },
  },
  {
    name: 'since when a set of identifiers is known is found by the strongest of them, also that of an older one',
    async run(harness) {
      const two = { '1-1': 7, '2-2': 8 };
      await save(harness.storage, [identifier(1, 1, { tuples: two }), identifier(2, 1, { tuples: {} })]);
      await save(harness.storage, [identifier(3, 3, { anchor: alike(1), tuples: { '3-3': 9 } })]);
      const { identities } = await afterRestart(harness);
      const asked = [
        { anchor: anchorOf(1), tuple: '2-2' },
        { anchor: anchorOf(9), tuple: '2-2' },
        { anchor: anchorOf(1), tuple: '1-1' },
        { anchor: anchorOf(2), tuple: '1-1' },
        { anchor: alike(1), tuple: '3-3' },
        { anchor: alike(1), tuple: '1-1' },
        { anchor: anchorOf(1), tuple: '4-4' },
      ];
      deepEqual(await identities.tuplesSince(asked), [8, undefined, 7, undefined, 9, undefined, undefined]);
      deepEqual(await identities.tuplesSince([]), []);
    },
  },
  {
    name: 'identifiers whose anchors begin alike are told apart',
    async run({ storage }) {
      await save(storage, [identifier(1, 1), identifier(2, 2, { anchor: alike(1) })]);
      const { identities } = storage;
      deepEqual(numbers(await identities.byAnchors([anchorOf(1)])), [1]);
      deepEqual(numbers(await identities.byAnchors([alike(1), anchorOf(1)])).toSorted(), [1, 2]);
      deepEqual(numbers(await identities.ofPersons([alike(1)])), [2]);
    },
  },
  {
    name: 'an identifier that was only named is nobody: it is found by its anchor, and in no person',
    async run({ storage }) {
      await save(storage, [identifier(1, 1, { namespace: '' }), identifier(2, 2)]);
      const { identities } = storage;
      deepEqual(numbers(await identities.byAnchors([anchorOf(1)])), [1]);
      deepEqual(await identities.ofPersons([anchorOf(1)]), []);
      deepEqual(numbers(await identities.persons('a', 0, 10)), [2]);
    },
  },
  {
    name: 'what changes of an identifier changes, and it moves to its new person',
    async run(harness) {
      await save(harness.storage, [identifier(1, 1), identifier(2, 2)]);
      await harness.storage.write((writes) =>
        writes.updateIdentifier({
          number: 2,
          firstSeenMs: 7,
          person: 1,
          isolation: 'too_many',
          degrees: { device: 3 },
          tuples: { '2-2': 7 },
        }),
      );
      const { identities } = await afterRestart(harness);
      deepEqual(
        plain(await identities.byAnchors([anchorOf(1), anchorOf(2)])),
        plain([
          identifier(1, 1),
          identifier(2, 1, {
            firstSeenMs: 7,
            isolation: 'too_many',
            degrees: { device: 3 },
            tuples: { '2-2': 7 },
          }),
        ]),
      );
      const {
        degrees: _,
        tuples: __,
        ...member
      } = identifier(2, 1, { firstSeenMs: 7, isolation: 'too_many' });
      deepEqual(plain((await identities.ofPersons([anchorOf(1)])).slice(1)), plain([member]));
      deepEqual(numbers(await identities.isolated('a', 0, 10)), [2]);
    },
  },
  {
    name: 'persons, identifiers and those that join nobody are paged in the order of their numbers, each tenant by itself',
    async run({ storage }) {
      await save(storage, [
        identifier(4, 4, { isolation: 'blocked' }),
        identifier(2, 2, { isolation: 'shared' }),
        identifier(1, 1),
        identifier(3, 1),
        identifier(5, 5, { tenant: 'b', isolation: 'shared' }),
      ]);
      const { identities } = storage;
      deepEqual(numbers(await identities.persons('a', 0, 2)), [1, 2]);
      deepEqual(numbers(await identities.persons('a', 2, 2)), [4]);
      deepEqual(numbers(await identities.persons('b', 0, 2)), [5]);
      deepEqual(numbers(await identities.scan(1, 3)), [2, 3, 4]);
      deepEqual(numbers(await identities.isolated('a', 0, 1)), [2]);
      deepEqual(numbers(await identities.isolated('a', 2, 9)), [4]);
    },
  },
  {
    name: 'links are found from either end, by namespace, and no more than were asked for',
    async run(harness) {
      await save(
        harness.storage,
        [1, 2, 3, 4].map((number) => identifier(number, number)),
        [
          link(1, 2),
          link(2, 3, { lowNamespace: 'email', highNamespace: 'phone' }),
          link(2, 4, { lowNamespace: 'email', highNamespace: 'phone', refused: 'limit:phone' }),
        ],
      );
      const { identities } = await afterRestart(harness);
      deepEqual(pairs(await identities.linksOf(2, 10)), ['1-2', '2-3', '2-4']);
      deepEqual(pairs(await identities.linksOf(3, 10)), ['2-3']);
      deepEqual(pairs(await identities.linksOf(2, 10, ['phone'])), ['2-3', '2-4']);
      deepEqual(pairs(await identities.linksOf(4, 10, ['phone', 'user'])), []);
      equal((await identities.linksOf(2, 2)).length, 2);
      deepEqual(
        await identities.links([
          { low: 2, high: 4, highNamespace: 'phone' },
          { low: 1, high: 4, highNamespace: 'email' },
        ]),
        [link(2, 4, { lowNamespace: 'email', highNamespace: 'phone', refused: 'limit:phone' })],
      );
    },
  },
  {
    name: 'links that were refused are paged, and are not listed once they are refused no more',
    async run({ storage }) {
      const { identities } = storage;
      const page = async (after: readonly [number, number], limit: number) =>
        pairs(await identities.refused('a', after, limit));
      await save(
        storage,
        [],
        [
          link(1, 2, { refused: 'split' }),
          link(1, 3, { refused: 'split' }),
          link(2, 3, { refused: 'split' }),
          link(3, 4),
        ],
      );
      deepEqual(await page([0, 0], 2), ['1-2', '1-3']);
      deepEqual(await page([1, 3], 2), ['2-3']);
      await save(storage, [], [link(1, 3)]);
      deepEqual(await page([0, 0], 9), ['1-2', '2-3']);
      deepEqual(await identities.refused('b', [0, 0], 9), []);
    },
  },
  {
    name: 'decisions come back whole, with their sides, and are found by whom they concern',
    async run(harness) {
      const rows = [
        decision(1),
        decision(2, { kind: 'split', left: [anchorOf(5), anchorOf(3)], right: [anchorOf(4)] }),
        decision(3, { tenant: 'b', kind: 'undo', right: [], target: 1 }),
      ];
      await harness.storage.write((writes) => {
        for (const row of rows) writes.addDecision(row);
        writes.activateDecision(1, false);
      });
      const { identities } = await afterRestart(harness);
      deepEqual(
        plain(await identities.decisions('a', 0, 10)),
        plain([{ ...decision(1), isActive: false }, rows[1] as DecisionRow]),
      );
      deepEqual(plain(await identities.decisions('a', 1, 10)), plain([rows[1] as DecisionRow]));
      deepEqual(
        (await identities.decisionsOf([anchorOf(4), anchorOf(5)])).map(({ number }) => number),
        [2],
      );
      deepEqual(
        (await identities.decisionsOf([anchorOf(1)])).map(({ number }) => number),
        [1, 3],
      );
      equal((await identities.decision(3))?.target, 1);
      equal(await identities.decision(9), undefined);
    },
  },
  {
    name: 'a forgotten identifier leaves no link, and nothing in decisions',
    async run(harness) {
      await save(
        harness.storage,
        [identifier(1, 1), identifier(2, 1), identifier(3, 3)],
        [link(1, 2), link(2, 3)],
      );
      await harness.storage.write((writes) => {
        writes.addDecision(decision(1));
        writes.removeIdentifier(2, anchorOf(2));
      });
      const { identities } = await afterRestart(harness);
      const left = async (reads: IdentityReads) => [
        numbers(await reads.scan(0, 10)),
        pairs([
          ...(await reads.linksOf(1, 9)),
          ...(await reads.linksOf(3, 9)),
          ...(await reads.linksOf(2, 9)),
        ]),
        (await reads.decision(1))?.right,
      ];
      deepEqual(await left(identities), [[1, 3], [], []]);
    },
  },
  {
    name: 'the state of the whole is empty at first, and is kept',
    async run(harness) {
      deepEqual(await harness.storage.identities.state(), {
        lastNumber: 0,
        lastDecision: 0,
        rules: undefined,
      });
      await harness.storage.write((writes) =>
        writes.saveIdentityState({ lastNumber: 7, lastDecision: 2, rules: 'r' }),
      );
      const { identities } = await afterRestart(harness);
      deepEqual(await identities.state(), { lastNumber: 7, lastDecision: 2, rules: 'r' });
    },
  },
];
