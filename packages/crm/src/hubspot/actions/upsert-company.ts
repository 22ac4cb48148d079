import { type ActionContext, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { UpsertCompanyOutput, upsertCompany } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { createRecord, searchRecords, updateRecord, upsertRecord } from './records.ts';
import { sentProperties } from './sent-properties.ts';

/**
 * By id: an update. By your own id: HubSpot's upsert. By domain or name, which need not be unique: a search, then an update of the
 * elder one or a creation. The search lags behind, so a creation of unknown outcome is not repeated.
 *
 * @see https://developers.hubspot.com/docs/api/crm/companies
 */
export const runUpsertCompany = async (
  input: z.output<typeof upsertCompany.input>,
  context: ActionContext<HubspotSettings>,
): Promise<UpsertCompanyOutput> => {
  const { id, externalId, domain, name, phone, industry, ownerId } = input;
  const { companyIdProperty: idProperty } = context.config;
  const properties = sentProperties(
    { name, domain, phone, industry, hubspot_owner_id: ownerId },
    input.properties,
  );
  if (id !== undefined) return updateRecord('company', id, properties, context);
  if (externalId !== undefined && idProperty !== undefined)
    return upsertRecord('company', { idProperty, id: externalId }, properties, context);

  const [searched, value] = domain === undefined ? ['name', name] : ['domain', domain];
  if (value === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'HubSpot finds a company by externalId only when companyIdProperty is in the config.',
      { connector: 'hubspot' },
    );
  const [eldest] = await searchRecords('company', [searched as string], value, context);
  if (eldest) return updateRecord('company', eldest.id, properties, context);
  const created = await createRecord('company', properties, [], context);
  return { id: created.id, created: true };
};
