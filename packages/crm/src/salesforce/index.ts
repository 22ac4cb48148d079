export type { SalesforceConfig } from './config.ts';
export { salesforce } from './connector.ts';
export { type SearchRecordsInput, type SearchRecordsOutput, searchRecords } from './search-records.ts';
