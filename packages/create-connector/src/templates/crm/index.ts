export type { ExampleVendorConfig } from './config.ts';
export { exampleVendor } from './connector.ts';
