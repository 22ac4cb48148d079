import type { ErasablePerson } from '../erasure/erasure-part.ts';
import type { ExportedPerson } from '../export/create-exports.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { IdentityIndex } from '../identity/identity-index.ts';
import { unsealIdentifiers } from '../identity/person-directory.ts';
import type { Vault } from '../vault/vault.ts';

/** A person with everything that they are known by, for whoever is to tell them or to forget them. */
export interface FoundPerson extends ErasablePerson, ExportedPerson {
  readonly identifiers: ExportedPerson['identifiers'];
}

/** Finds the person that an id leads to; undefined where it leads to nobody of the tenant. */
export type FindPerson = (tenant: string, id: AnchorId) => Promise<FoundPerson | undefined>;

/** Looks people up in the identities that are stored. */
export const createFindPerson =
  (index: IdentityIndex, vault: Vault): FindPerson =>
  async (tenant, id) => {
    await index.open();
    const rows = (await index.reads.ofPersons([id])).filter((row) => row.tenant === tenant);
    const name = rows.find(({ number, person }) => number === person);
    if (!name) return undefined;
    const identifiers = await unsealIdentifiers(rows, vault);
    return {
      id: name.anchor,
      tenant,
      anchors: rows.map(({ anchor }) => anchor),
      identifiers: identifiers.map(({ row, identifier }) => ({
        ...identifier,
        firstSeenAt: new Date(row.firstSeenMs).toISOString(),
      })),
    };
  };
