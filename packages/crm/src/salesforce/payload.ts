import { z } from 'zod';
import { salesforceId } from './config.ts';

/** Nothing in Salesforce is longer: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm. */
const fieldText = z.string().max(131_072);

/**
 * One notification of an outbound message. Which fields it has is the choice of whoever set the message up; the id is always there.
 *
 * @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-om-outboundmessaging-wsdl.html
 */
export const salesforcePayload = z
  .object({
    organizationId: salesforceId,
    actionId: salesforceId,
    id: salesforceId,
    objectType: z.string().regex(/^[A-Za-z]\w{0,79}$/, 'must be the API name of an object'),
    fields: z.array(z.tuple([z.string().min(1).max(256), fieldText])).max(1_000),
  })
  .transform(({ fields, ...notification }, context) => {
    const recordId = salesforceId.safeParse(fields.find(([name]) => name === 'Id')?.[1]);
    if (recordId.success) return { ...notification, recordId: recordId.data, fields };
    context.addIssue({ code: 'custom', path: ['fields', 'Id'], message: 'must be an id of Salesforce' });
    return z.NEVER;
  });

/** See {@link salesforcePayload}. */
export type SalesforcePayload = z.output<typeof salesforcePayload>;
