import type { CustomerRef } from '@touchline/core';
import type { Person, PersonDirectory } from '../profile/person.ts';
import type { Vault } from '../vault/vault.ts';
import type { AnchorId } from './anchor.ts';
import type { Identifier } from './identifier.ts';
import type { IdentityReads, MemberRow } from './identity-storage.ts';
import { identifierContext } from './save-working-set.ts';

/** Who is who, as the storage has it. */
export const createPersonDirectory = (reads: IdentityReads, vault: Vault): PersonDirectory => ({
  async of(anchors) {
    const rows = await reads.ofPersons(anchors);
    const persons = new Map<number, Person>();
    for (const members of groupedByPerson(rows)) persons.set(members[0]?.person as number, personOf(members));
    const personOfAnchor = new Map(rows.map(({ anchor, person }) => [anchor, persons.get(person) as Person]));
    const found = new Map<AnchorId, Person>();
    for (const anchor of anchors) {
      const person = personOfAnchor.get(anchor);
      if (person) found.set(anchor, person);
    }
    return found;
  },
  async customer({ id }) {
    const rows = await reads.ofPersons([id]);
    const identifiers = (await unsealIdentifiers(rows, vault)).map(({ identifier }) => identifier);
    return customerRefOf(id, identifiers);
  },
});

/** The rows of each person, the one that names it first, then in the order in which they were first seen. */
export const groupedByPerson = (rows: readonly MemberRow[]): readonly (readonly MemberRow[])[] => {
  const persons = new Map<number, MemberRow[]>();
  for (const row of rows) {
    const members = persons.get(row.person);
    if (members) members.push(row);
    else persons.set(row.person, [row]);
  }
  return [...persons.values()].map((members) =>
    members.sort(
      (one, other) =>
        Number(other.number === other.person) - Number(one.number === one.person) ||
        one.firstSeenMs - other.firstSeenMs ||
        one.number - other.number,
    ),
  );
};

const personOf = (members: readonly MemberRow[]): Person => {
  const [name] = members as [MemberRow];
  return { id: name.anchor, tenant: name.tenant, anchors: members.map(({ anchor }) => anchor) };
};

/** The identifiers of rows that can still be read. */
export const unsealIdentifiers = async (
  rows: readonly MemberRow[],
  vault: Vault,
): Promise<readonly { readonly row: MemberRow; readonly identifier: Identifier }[]> => {
  const keys = await Promise.all(
    rows.map(({ anchor, generation }) => vault.held(anchor, generation) ?? vault.find(anchor, generation)),
  );
  return rows.flatMap((row, place) => {
    const key = keys[place];
    if (!key || !row.sealed) return [];
    const { namespace } = row;
    return [{ row, identifier: { namespace, value: key.unseal(row.sealed, identifierContext) } }];
  });
};

/** The way in which others know a person: of several of a kind, the one that was seen first. */
const customerRefOf = (id: AnchorId, identifiers: readonly Identifier[]): CustomerRef => {
  const first = (namespace: string) => identifiers.find((each) => each.namespace === namespace)?.value;
  const [email, phone, anonymousId] = [first('email'), first('phone'), first('anonymous')];
  const externalIds: Record<string, string> = Object.create(null);
  for (const { namespace, value } of identifiers.toReversed())
    if (namespace.startsWith('external:')) externalIds[namespace.slice('external:'.length)] = value;
  return {
    id: first('user') ?? id,
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(anonymousId !== undefined && { anonymousId }),
    ...(Object.keys(externalIds).length > 0 && { externalIds: { ...externalIds } }),
  };
};
