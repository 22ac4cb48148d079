import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { SalesforceSettings } from '../config.ts';
import type { searchRecords } from '../search-records.ts';
import { allOf, soql, soqlNames } from '../soql.ts';
import { queryRecords } from './records.ts';

/** @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-query.html */
export const runSearchRecords = async (
  { objectType, where, properties, limit }: z.output<typeof searchRecords.input>,
  context: ActionContext<SalesforceSettings>,
): Promise<z.input<typeof searchRecords.output>> => {
  const conditions = Object.entries(where).map(([name, value]) => soql`${soqlNames(name)} = ${value}`);
  const names = soqlNames(...new Set(['Id', ...properties]));
  const query = soql`SELECT ${names} FROM ${soqlNames(objectType)} WHERE ${allOf(conditions)} LIMIT ${limit}`;
  const records = await queryRecords(objectType, query, context);
  return {
    records: records.map(({ Id: id, attributes: _, ...fields }) => ({
      id,
      properties: fields as z.input<typeof searchRecords.output>['records'][number]['properties'],
    })),
  };
};
