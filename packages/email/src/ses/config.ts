import { secret } from '@touchline/core';
import { z } from 'zod';

/** `arn:aws:sns:eu-west-1:123456789012:mail-events`. */
export const topicArnPattern =
  /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}):\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

/** The config of the Amazon SES connector. The version of the API, v2, stands in its paths. */
export const sesConfig = z.object({
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/, 'must be a region of AWS, such as eu-west-1')
    .describe('Where your identities are verified: `eu-west-1`.'),
  accessKeyId: z
    .string()
    .regex(/^\w{16,128}$/, 'must be an access key id')
    .describe(
      'Of a user or role that may `ses:SendEmail`; for suppressions `ses:PutSuppressedDestination`, `ses:GetSuppressedDestination`, `ses:DeleteSuppressedDestination`; for the check `ses:GetAccount`.',
    ),
  secretAccessKey: secret().describe('The secret that belongs to the access key id.'),
  sessionToken: secret()
    .optional()
    .describe('Of temporary credentials. When they end the route pauses: configure the connector anew.'),
  configurationSet: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be the name of a configuration set')
    .optional()
    .describe(
      'Events come with tags and metadata only where one publishes them. Default: that of the sender.',
    ),
  topicArns: z
    .array(z.string().regex(topicArnPattern, 'must be the ARN of an SNS topic'))
    .min(1)
    .optional()
    .describe('The SNS topics whose messages are taken. Needed to receive anything: anyone has topics.'),
  confirmSubscriptions: z
    .boolean()
    .default(true)
    .describe('Whether a subscription of one of the topics is confirmed by itself.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another one for a VPC endpoint, a sandbox or a proxy. Default: that of the region.'),
});

/** What `ses(…)` takes. */
export interface SesConfig extends z.input<typeof sesConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface SesSettings extends z.output<typeof sesConfig> {}

/** Where the API of a region is: https://docs.aws.amazon.com/general/latest/gr/ses.html */
export const baseUrlOf = ({ baseUrl, region }: Pick<SesSettings, 'baseUrl' | 'region'>): string =>
  baseUrl ?? `https://email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
