import { type ActionContext, timestampFromMs } from '@touchline/core';
import type { z } from 'zod';
import type { CreateDealOutput, createDeal, UpdateDealOutput, updateDeal } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import { createRecordOnce, type SentFields, updateRecord } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { sentAmount, sentFields } from './sent-fields.ts';

type Context = ActionContext<SalesforceSettings>;

const dayMs = 86_400_000;

/**
 * Makes an opportunity. The contact becomes its primary contact, which Salesforce lets be said at its creation only.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm
 */
export const runCreateDeal = async (
  input: z.output<typeof createDeal.input>,
  context: Context,
): Promise<CreateDealOutput> => {
  const { dealStage, dealCloseDays } = context.config;
  const contactId = await requireContactId(input.contact, context);
  const expectedCloseAt =
    input.expectedCloseAt ?? timestampFromMs(context.clock.now() + dealCloseDays * dayMs);
  const own = { ...lookups(input.companyId, contactId), ...input.properties };
  const fields = fieldsOf({ stage: dealStage, ...input, expectedCloseAt, properties: own }, context);
  return createRecordOnce('Opportunity', fields, context);
};

/** Changes an opportunity. */
export const runUpdateDeal = async (
  input: z.output<typeof updateDeal.input>,
  context: Context,
): Promise<UpdateDealOutput> => updateRecord('Opportunity', input.id, fieldsOf(input, context), context);

const lookups = (companyId: string | undefined, contactId: string | undefined) => ({
  ...(companyId !== undefined && { AccountId: companyId }),
  ...(contactId !== undefined && { ContactId: contactId }),
});

/** A pipeline is a record type: it decides which stages there are. The date of closing has no time. */
const fieldsOf = (input: Omit<z.output<typeof updateDeal.input>, 'id'>, { config }: Context): SentFields =>
  sentFields(
    {
      Name: input.name,
      ...sentAmount(input.amount, config),
      StageName: input.stage,
      RecordTypeId: input.pipeline,
      CloseDate: input.expectedCloseAt?.slice(0, 10),
      OwnerId: input.ownerId,
    },
    input.properties,
  );
