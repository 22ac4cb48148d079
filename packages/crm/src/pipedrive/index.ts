export type { PipedriveConfig } from './config.ts';
export { pipedrive } from './connector.ts';
