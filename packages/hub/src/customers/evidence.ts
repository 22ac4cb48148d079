import type { AnchorId } from '../identity/anchor.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { IdentityReads, LinkRow, MemberRow } from '../identity/identity-storage.ts';
import { unsealIdentifiers } from '../identity/person-directory.ts';
import type { Vault } from '../vault/vault.ts';
import type { CustomerEvidence, Page, PageOptions, Refusal } from './customers.ts';
import { limitOfPage, readCursor } from './page.ts';

/** Shows what events showed of who is who. */
export const createEvidence = (reads: IdentityReads, vault: Vault) => {
  /** The identifiers at the ends of links, by number. */
  const endsOf = async (links: readonly LinkRow[]) => {
    const rows = await reads.byNumbers([...new Set(links.flatMap(({ low, high }) => [low, high]))]);
    const unsealed = await unsealIdentifiers(rows, vault);
    return new Map(unsealed.map(({ row, identifier }) => [row.number, { row, identifier }]));
  };

  const evidenceOf = async (members: readonly MemberRow[]): Promise<readonly CustomerEvidence[]> => {
    const links = new Map<string, LinkRow>();
    for (const { number } of members)
      for (const link of await reads.linksOf(number, mostEvidence - links.size))
        links.set(`${link.low}-${link.high}`, link);
    const ends = await endsOf([...links.values()]);
    return [...links.values()]
      .sort((one, other) => one.evidence.timeMs - other.evidence.timeMs)
      .flatMap((link) => {
        const [low, high] = [ends.get(link.low), ends.get(link.high)];
        return low && high ? [shown(link, low.identifier, high.identifier)] : [];
      });
  };

  /** The rows of the persons that identifiers belong to, by the number of the identifier. */
  const customersOf = async (rows: readonly MemberRow[]): Promise<ReadonlyMap<number, AnchorId>> => {
    const names = await reads.byNumbers([...new Set(rows.map(({ person }) => person))]);
    return new Map(names.map(({ number, anchor }) => [number, anchor]));
  };

  /** First what was refused between two, then the identifiers that are nobody's; the cursor stands in the one or in the other. */
  const refusals = async (options: PageOptions): Promise<Page<Refusal>> => {
    const limit = limitOfPage(options);
    const [part, low, high] = readCursor(options, 3) as [number, number, number];
    const tenant = options.tenant ?? '';
    if (part === 0) {
      const links = await reads.refused(tenant, [low, high], limit);
      const ends = await endsOf(links);
      const customers = await customersOf([...ends.values()].map(({ row }) => row));
      const items = links.flatMap((link): Refusal[] => {
        const [one, other] = [ends.get(link.low), ends.get(link.high)];
        if (!one || !other) return [];
        const of = [one, other].map(({ row }) => customers.get(row.person) ?? row.anchor);
        return [
          {
            kind: 'evidence',
            ...shown(link, one.identifier, other.identifier),
            customers: of as [AnchorId, AnchorId],
          },
        ];
      });
      const last = links.at(-1);
      const goesOn = links.length === limit && last;
      return { items, cursor: goesOn ? `0-${last.low}-${last.high}` : '1-0-0' };
    }
    const rows = await reads.isolated(tenant, low, limit);
    const unsealed = await unsealIdentifiers(rows, vault);
    const customers = await customersOf(rows);
    const items = unsealed.flatMap(({ row, identifier }): Refusal[] =>
      row.isolation
        ? [
            {
              kind: 'identifier',
              reason: row.isolation,
              identifier,
              customer: customers.get(row.person) ?? row.anchor,
            },
          ]
        : [],
    );
    return { items, cursor: rows.length === limit ? `1-${rows.at(-1)?.number}-0` : undefined };
  };

  return { evidenceOf, refusals };
};

const mostEvidence = 1_000;

const shown = (
  { evidence: { timeMs, source, id }, refused }: LinkRow,
  one: Identifier,
  other: Identifier,
): CustomerEvidence => ({
  between: [one, other],
  at: new Date(timeMs).toISOString(),
  source,
  event: id,
  ...(refused !== undefined && { refused }),
});
