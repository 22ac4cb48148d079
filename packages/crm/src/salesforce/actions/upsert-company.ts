import {
  type ActionContext,
  type ConnectorContext,
  type Reconciliation,
  TouchlineError,
} from '@touchline/core';
import type { z } from 'zod';
import type { UpsertCompanyOutput, upsertCompany } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import { type Soql, soql, soqlList } from '../soql.ts';
import {
  createRecord,
  queryRecords,
  type SalesforceRecord,
  updateRecord,
  upsertRecord,
  type Written,
} from './records.ts';
import { sentFields } from './sent-fields.ts';

type Context = ActionContext<SalesforceSettings>;
type Company = z.output<typeof upsertCompany.input>;

/**
 * By id: an update. By your own id: Salesforce's upsert by external id. By domain, which is looked for among web sites in the usual spellings, or by
 * name, neither of which need be unique: a query, then an update of the eldest account or a creation.
 *
 * Salesforce wants a name of every account: a new one without it is given its domain, else your own id.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm
 */
export const runUpsertCompany = async (input: Company, context: Context): Promise<UpsertCompanyOutput> => {
  const { id, externalId, domain, name, phone, industry, ownerId } = input;
  const { companyIdField: field } = context.config;
  const fields = sentFields(
    { Name: name, Website: domain, Phone: phone, Industry: industry, OwnerId: ownerId },
    input.properties,
  );
  if (id !== undefined) return updateRecord('Account', id, fields, context);
  const named = { Name: name ?? domain ?? externalId ?? '', ...fields };
  if (externalId !== undefined && field !== undefined) {
    const key = { field, value: externalId };
    const updated = await upsertRecord('Account', key, fields, context, { updateOnly: true });
    return updated ?? ((await upsertRecord('Account', key, named, context)) as Written);
  }
  const account = await findCompany(input, context);
  if (account) return updateRecord('Account', account.Id, fields, context);
  return createRecord('Account', named, context);
};

/** What a creation of unknown outcome made: a query sees it. */
export const reconcileCompany = async (
  input: Company,
  context: Context,
): Promise<Reconciliation<UpsertCompanyOutput>> => {
  const account = await findCompany(input, context);
  return account ? { outcome: 'done', output: { id: account.Id } } : { outcome: 'not_done' };
};

/** The eldest account of this name. */
export const findCompanyByName = (
  name: string,
  context: ConnectorContext<SalesforceSettings>,
): Promise<SalesforceRecord | undefined> => eldest(soql`Name = ${name}`, context);

const findCompany = async (
  { domain, name }: Company,
  context: Context,
): Promise<SalesforceRecord | undefined> => {
  if (domain !== undefined) return eldest(soql`Website IN ${soqlList(spellingsOf(domain))}`, context);
  if (name !== undefined) return findCompanyByName(name, context);
  throw new TouchlineError(
    'action.not_supported',
    'Salesforce finds an account by externalId only when companyIdField is in the config.',
    { connector: 'salesforce' },
  );
};

const eldest = async (
  condition: Soql,
  context: ConnectorContext<SalesforceSettings>,
): Promise<SalesforceRecord | undefined> => {
  const query = soql`SELECT Id FROM Account WHERE ${condition} ORDER BY CreatedDate LIMIT 1`;
  const [account] = await queryRecords('Account', query, context);
  return account;
};

/** As people and imports write the web site of a domain. */
const spellingsOf = (domain: string): readonly string[] =>
  ['', 'http://', 'https://'].flatMap((scheme) =>
    ['', 'www.'].flatMap((www) => ['', '/'].map((slash) => `${scheme}${www}${domain}${slash}`)),
  );
