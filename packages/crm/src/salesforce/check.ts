import { type CheckReport, type ConnectorContext, TouchlineError } from '@touchline/core';
import { queryRecords } from './actions/records.ts';
import { isSameId, type SalesforceSettings } from './config.ts';
import { soql } from './soql.ts';

/**
 * Asks which org the credentials are of. It is the one whose outbound messages are taken: with another `organizationId` in the config
 * all of them would be refused.
 *
 * @throws TouchlineError `config.invalid` when it is another one.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_organization.htm
 */
export const checkCredentials = async (
  context: ConnectorContext<SalesforceSettings>,
): Promise<CheckReport> => {
  const [organization] = await queryRecords(
    'Organization',
    soql`SELECT Id FROM Organization LIMIT 1`,
    context,
  );
  const { organizationId } = context.config;
  if (organization && organizationId !== undefined && !isSameId(organization.Id, organizationId))
    throw new TouchlineError(
      'config.invalid',
      'Config of salesforce: organizationId is not that of the org that the credentials are of.',
      { connector: 'salesforce' },
    );
  return organization ? { account: organization.Id } : {};
};
