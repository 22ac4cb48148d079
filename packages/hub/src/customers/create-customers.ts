import { TouchlineError } from '@touchline/core';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import { type Decide, decisionContext } from '../identity/decide.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { IdentityIndex } from '../identity/identity-index.ts';
import type { DecisionRow, MemberRow } from '../identity/identity-storage.ts';
import { normaliseIdentifier } from '../identity/normalise-identifier.ts';
import { groupedByPerson, unsealIdentifiers } from '../identity/person-directory.ts';
import { previewRules } from '../identity/preview-rules.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { Vault } from '../vault/vault.ts';
import type { Customer, CustomerIdentifier, Customers, Decision } from './customers.ts';
import { readDecisionIdentifiers, readDecisionNote } from './decision-request.ts';
import { createEvidence } from './evidence.ts';
import { limitOfPage, pageOf, readCursor } from './page.ts';

/** What {@link createCustomers} works with. */
export interface CustomersOptions {
  readonly index: IdentityIndex;
  readonly decide: Decide;
  readonly keys: HubKeys;
  readonly vault: Vault;
}

/** @see Customers */
export const createCustomers = ({ index, decide, keys, vault }: CustomersOptions): Customers => {
  const { reads } = index;
  const { evidenceOf, refusals } = createEvidence(reads, vault);

  const anchorOf = async (tenant: string, identifier: Identifier): Promise<AnchorId | undefined> => {
    // A caller without types may ask with anything; there is nobody of that name.
    const { namespace, value }: Partial<Identifier> = identifier ?? {};
    const normalised =
      typeof namespace === 'string' ? normaliseIdentifier(index.rules, namespace, value) : undefined;
    return normalised && (await keys.open()).anchorOf(tenant, normalised);
  };

  /** The rows of a customer, the one that names it first; none when there is no such customer. */
  const rowsOf = async (id: string, tenant: string): Promise<readonly MemberRow[]> => {
    await index.open();
    const rows = isAnchorId(id) ? await reads.ofPersons([id]) : [];
    return rows[0]?.tenant === tenant ? (groupedByPerson(rows)[0] ?? []) : [];
  };

  const known = async (id: string, tenant: string): Promise<AnchorId> => {
    const [name] = await rowsOf(id, tenant);
    if (name) return name.anchor;
    throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
  };

  /** The anchors of identifiers, for a decision about them. */
  const anchorsFor = async (tenant: string, identifiers: unknown): Promise<readonly AnchorId[]> => {
    const named = readDecisionIdentifiers(identifiers);
    const anchors = await Promise.all(named.map((identifier) => anchorOf(tenant, identifier)));
    const found = anchors.flatMap((anchor) => anchor ?? []);
    if (found.length === 0 || found.length < anchors.length)
      throw new TouchlineError(
        'hub.decision_invalid',
        'The decision must name identifiers, each written as one.',
      );
    return found;
  };

  const customerOf = async (rows: readonly MemberRow[]): Promise<Customer | undefined> => {
    const [name] = rows;
    if (!name) return undefined;
    const identifiers = await unsealIdentifiers(rows, vault);
    return {
      id: name.anchor,
      tenant: name.tenant,
      identifiers: identifiers.map(
        ({ row, identifier }): CustomerIdentifier => ({
          ...identifier,
          firstSeen: new Date(row.firstSeenMs).toISOString(),
          ...(row.isolation && { isolation: row.isolation }),
        }),
      ),
    };
  };

  const decisionOf = async (row: DecisionRow): Promise<Decision> => {
    const [anchor] = row.left;
    const key = anchor && (await vault.find(anchor, row.generation));
    return {
      id: `dec_${row.number}`,
      kind: row.kind,
      at: new Date(row.atMs).toISOString(),
      note: key ? JSON.parse(key.unseal(row.sealed, decisionContext)) : undefined,
      between: [...row.left.slice(0, 1), ...row.right.slice(0, 1)],
      undoes: row.target === undefined ? undefined : `dec_${row.target}`,
      isActive: row.isActive,
    };
  };

  return {
    get: async (id, { tenant = '' } = {}) => customerOf(await rowsOf(id, tenant)),
    async find(identifier, { tenant = '' } = {}) {
      const anchor = await anchorOf(tenant, identifier);
      return anchor && customerOf(await rowsOf(anchor, tenant));
    },
    async list(options = {}) {
      await index.open();
      const limit = limitOfPage(options);
      const [after] = readCursor(options) as [number];
      const names = await reads.persons(options.tenant ?? '', after, limit);
      const rows = groupedByPerson(await reads.ofPersons(names.map(({ anchor }) => anchor)));
      const customers = await Promise.all(rows.map(customerOf));
      return pageOf(
        names,
        limit,
        customers.flatMap((customer) => customer ?? []),
        ({ number }) => [number],
      );
    },
    evidence: async (id, { tenant = '' } = {}) => evidenceOf(await rowsOf(id, tenant)),
    async merge(one, other, options) {
      const note = readDecisionNote(options);
      const { tenant = '' } = options;
      const [left, right] = [await known(one, tenant), await known(other, tenant)];
      return decisionOf(await decide.merge(tenant, left, right, note));
    },
    async split(id, identifiers, options) {
      const note = readDecisionNote(options);
      const { tenant = '' } = options;
      const name = await known(id, tenant);
      const anchors = await anchorsFor(tenant, identifiers);
      return decisionOf(await decide.split(tenant, name, anchors, note));
    },
    async undo(what, options) {
      const note = readDecisionNote(options);
      const { tenant = '' } = options;
      await index.open();
      if (what && 'evidence' in what) {
        const [one, other] = (await anchorsFor(tenant, what.evidence)) as [AnchorId, AnchorId];
        return decisionOf(await decide.disregard(tenant, one, other, note));
      }
      const number = /^dec_(\d{1,15})$/.exec(what?.decision)?.[1];
      return decisionOf(await decide.undo(tenant, Number(number ?? 0), note));
    },
    async decisions(options = {}) {
      await index.open();
      const limit = limitOfPage(options);
      const [after] = readCursor(options) as [number];
      const rows = await reads.decisions(options.tenant ?? '', after, limit);
      return pageOf(rows, limit, await Promise.all(rows.map(decisionOf)), ({ number }) => [number]);
    },
    async refusals(options = {}) {
      await index.open();
      return refusals(options);
    },
    async preview(rules, { tenant = '' } = {}) {
      await index.open();
      return previewRules(index, rules, tenant);
    },
  };
};
