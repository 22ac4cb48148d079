import { type ActionContext, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { CreateTicketOutput, createTicket } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import { createRecordOnce } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { sentFields } from './sent-fields.ts';

type Ticket = z.output<typeof createTicket.input>;

/** A new org has three: what is urgent is high there. Another one is named by `properties.Priority`. */
const priorities: Readonly<Record<NonNullable<Ticket['priority']>, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  urgent: 'High',
};

/**
 * Makes a case.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_case.htm
 */
export const runCreateTicket = async (
  input: Ticket,
  context: ActionContext<SalesforceSettings>,
): Promise<CreateTicketOutput> => {
  const { caseDealField } = context.config;
  if (input.dealId !== undefined && caseDealField === undefined)
    throw new TouchlineError(
      'action.not_supported',
      'Salesforce ties a case to an opportunity only when caseDealField is in the config.',
      { connector: 'salesforce', issues: [{ path: 'dealId', message: 'needs caseDealField in the config' }] },
    );
  const fields = sentFields(
    {
      Subject: input.subject,
      Description: input.description,
      Priority: input.priority && priorities[input.priority],
      Status: input.status,
      RecordTypeId: input.pipeline,
      ContactId: await requireContactId(input.contact, context),
      AccountId: input.companyId,
      OwnerId: input.ownerId,
      ...(caseDealField !== undefined && { [caseDealField]: input.dealId }),
    },
    input.properties,
  );
  return createRecordOnce('Case', fields, context);
};
