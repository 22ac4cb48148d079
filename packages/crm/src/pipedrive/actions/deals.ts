import type { ActionContext, Reconciliation } from '@touchline/core';
import type { z } from 'zod';
import type { CreateDealOutput, createDeal, UpdateDealOutput, updateDeal } from '../../contract.ts';
import type { PipedriveSettings } from '../config.ts';
import {
  createRecord,
  findByCustomField,
  numberOf,
  optionalNumberOf,
  type SentFields,
  updateRecord,
} from './records.ts';
import { requirePersonId } from './require-person.ts';
import { sentAmount, sentFields } from './sent-fields.ts';

type Context = ActionContext<PipedriveSettings>;

/** Makes a deal: https://developers.pipedrive.com/docs/api/v1/Deals#addDeal. */
export const runCreateDeal = async (
  input: z.output<typeof createDeal.input>,
  context: Context,
): Promise<CreateDealOutput> => {
  const { dealKeyField } = context.config;
  const ties = {
    person_id: await requirePersonId(input.contact, context),
    org_id: optionalNumberOf(input.companyId, 'companyId'),
  };
  const key = dealKeyField === undefined ? {} : { [dealKeyField]: context.idempotencyKey };
  return createRecord('deals', fieldsOf(input, ties, key), context);
};

/** Changes a deal: https://developers.pipedrive.com/docs/api/v1/Deals#updateDeal. */
export const runUpdateDeal = async (
  input: z.output<typeof updateDeal.input>,
  context: Context,
): Promise<UpdateDealOutput> =>
  updateRecord('deals', numberOf(input.id, 'id'), fieldsOf(input, {}, {}), context);

/**
 * Whether a creation of unknown outcome took effect. What a search does not find may be there all the same.
 */
export const reconcileDeal = async (context: Context): Promise<Reconciliation<CreateDealOutput>> => {
  const { dealKeyField } = context.config;
  if (dealKeyField === undefined) return { outcome: 'unknown' };
  const deal = await findByCustomField('deals', dealKeyField, context.idempotencyKey, context);
  return deal ? { outcome: 'done', output: { id: String(deal.id), created: true } } : { outcome: 'unknown' };
};

/** A deal is won or lost by its status, from whatever stage; these words are taken for stages, which have numbers. */
const statuses: ReadonlySet<string> = new Set(['open', 'won', 'lost']);

const fieldsOf = (
  input: Omit<z.output<typeof updateDeal.input>, 'id' | 'name'> & { readonly name?: string | undefined },
  ties: SentFields,
  custom: SentFields,
): SentFields => {
  const { stage, pipeline, expectedCloseAt, ownerId } = input;
  const isStatus = stage !== undefined && statuses.has(stage);
  return sentFields(
    {
      title: input.name,
      ...sentAmount(input.amount),
      stage_id: isStatus ? undefined : optionalNumberOf(stage, 'stage'),
      status: isStatus ? stage : undefined,
      pipeline_id: optionalNumberOf(pipeline, 'pipeline'),
      expected_close_date: expectedCloseAt?.slice(0, 10),
      owner_id: optionalNumberOf(ownerId, 'ownerId'),
      ...ties,
    },
    input.properties,
    custom,
  );
};
