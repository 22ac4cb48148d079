import type { ActionContext } from '@touchline/core';
import type { z } from 'zod';
import type { CreateDealOutput, createDeal, UpdateDealOutput, updateDeal } from '../../contract.ts';
import type { HubspotSettings } from '../config.ts';
import { associationsOf } from './associations.ts';
import { createRecordOnce, updateRecord } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { sentAmount, sentProperties } from './sent-properties.ts';

type Context = ActionContext<HubspotSettings>;

/** Makes a deal: https://developers.hubspot.com/docs/api/crm/deals. */
export const runCreateDeal = async (
  input: z.output<typeof createDeal.input>,
  context: Context,
): Promise<CreateDealOutput> => {
  const { dealPipeline, dealStage } = context.config;
  const contact = await requireContactId(input.contact, context);
  const { pipeline = dealPipeline, stage = dealStage } = input;
  return createRecordOnce(
    'deal',
    propertiesOf({ ...input, pipeline, stage }),
    associationsOf('deal', { contact, company: input.companyId }),
    context,
  );
};

/** Changes a deal: https://developers.hubspot.com/docs/api/crm/deals. */
export const runUpdateDeal = (
  input: z.output<typeof updateDeal.input>,
  context: Context,
): Promise<UpdateDealOutput> => updateRecord('deal', input.id, propertiesOf(input), context);

const propertiesOf = (input: Omit<z.output<typeof updateDeal.input>, 'id'>) =>
  sentProperties(
    {
      dealname: input.name,
      ...sentAmount(input.amount),
      dealstage: input.stage,
      pipeline: input.pipeline,
      closedate: input.expectedCloseAt,
      hubspot_owner_id: input.ownerId,
    },
    input.properties,
  );
