import {
  type ActionContext,
  type ConnectorContext,
  type Reconciliation,
  TouchlineError,
} from '@touchline/core';
import type { z } from 'zod';
import type { UpsertCompanyOutput, upsertCompany } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import {
  createRecord,
  findByCustomField,
  numberOf,
  optionalNumberOf,
  searchRecords,
  updateRecord,
} from './records.ts';
import { sentFields } from './sent-fields.ts';

type Context = ActionContext<PipedriveSettings>;
type Company = z.output<typeof upsertCompany.input>;

/**
 * By id: an update. By your own id, by domain, where custom fields hold them, and by name: a search, then an update of the eldest one or a creation. The
 * search may lag behind, so a creation of unknown outcome is not repeated. Phone and industry are left out: Pipedrive has no field of its
 * own for them.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Organizations
 */
export const runUpsertCompany = async (input: Company, context: Context): Promise<UpsertCompanyOutput> => {
  const { id, externalId, domain, name, ownerId } = input;
  const { organizationIdField, organizationDomainField } = context.config;
  const fields = sentFields({ name, owner_id: optionalNumberOf(ownerId, 'ownerId') }, input.properties, {
    ...(organizationIdField !== undefined && { [organizationIdField]: externalId }),
    ...(organizationDomainField !== undefined && { [organizationDomainField]: domain }),
  });
  if (id !== undefined) return updateRecord('organizations', numberOf(id, 'id'), fields, context);
  const known = await findOrganization(input, context);
  if (known !== undefined) return updateRecord('organizations', known, fields, context);
  return createRecord('organizations', { name: name ?? domain ?? externalId, ...fields }, context);
};

/** What a creation of unknown outcome made, if the search finds it. */
export const reconcileOrganization = async (
  input: Company,
  context: Context,
): Promise<Reconciliation<UpsertCompanyOutput>> => {
  const id = await findOrganization(input, context);
  return id === undefined ? { outcome: 'unknown' } : { outcome: 'done', output: { id: String(id) } };
};

/** The eldest organization of this name. */
export const findOrganizationByName = async (
  name: string,
  context: ConnectorContext<PipedriveSettings>,
): Promise<number | undefined> => {
  const items = await searchRecords('organizations', 'name', name, context);
  return items.find((item) => item.name.toLowerCase() === name.toLowerCase())?.id;
};

const findOrganization = async (
  { externalId, domain, name }: Company,
  context: Context,
): Promise<number | undefined> => {
  const { organizationIdField, organizationDomainField } = context.config;
  if (externalId !== undefined && organizationIdField !== undefined)
    return (await findByCustomField('organizations', organizationIdField, externalId, context))?.id;
  if (domain !== undefined && organizationDomainField !== undefined)
    return (await findByCustomField('organizations', organizationDomainField, domain, context))?.id;
  if (name !== undefined) return findOrganizationByName(name, context);
  throw new TouchlineError(
    'action.not_supported',
    'Pipedrive finds an organization by externalId or domain only when organizationIdField or organizationDomainField is in the config.',
    { connector: 'pipedrive' },
  );
};
