import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

// TODO: the credentials as the vendor names them, where its API is, and a link to where that is written.
/** The config of the Example Vendor connector. */
export const exampleVendorConfig = z.object({
  apiKey: secret().describe('The API key.'),
  webhookSecret: secrets().describe('What webhooks are signed with; several while it is rotated.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.example-vendor.example/v1')
    .describe('Where its API is. Another one for a sandbox or a proxy.'),
});

/** What `exampleVendor(…)` takes. */
export interface ExampleVendorConfig extends z.input<typeof exampleVendorConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface ExampleVendorSettings extends z.output<typeof exampleVendorConfig> {}
