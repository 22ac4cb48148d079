import type { ActionContext, Implement, Reconciliation } from '@touchline/core';
import {
  createDeal,
  createTicket,
  getContact,
  logActivity,
  updateDeal,
  upsertCompany,
  upsertContact,
} from '../contract.ts';
import { runCreateTicket } from './actions/create-ticket.ts';
import { runCreateDeal, runUpdateDeal } from './actions/deals.ts';
import { runGetContact } from './actions/get-contact.ts';
import { objectOfActivity, runLogActivity } from './actions/log-activity.ts';
import { findByKey, type Written } from './actions/records.ts';
import { runSearchRecords } from './actions/search-records.ts';
import { reconcileCompany, runUpsertCompany } from './actions/upsert-company.ts';
import { reconcileContact, runUpsertContact } from './actions/upsert-contact.ts';
import type { SalesforceSettings } from './config.ts';
import type { SalesforceObject } from './object-types.ts';
import { searchRecords } from './search-records.ts';

/**
 * Salesforce has no idempotency keys. So creations are `no`, as the contract has it, unless the org has a unique field for the key.
 */
export const actions = (implement: Implement<SalesforceSettings>) => ({
  upsertContact: implement(upsertContact, { run: runUpsertContact, reconcile: reconcileContact }),
  getContact: implement(getContact, runGetContact),
  upsertCompany: implement(upsertCompany, { run: runUpsertCompany, reconcile: reconcileCompany }),
  createDeal: implement(createDeal, {
    run: runCreateDeal,
    reconcile: (_, context) => reconcile('Opportunity', context),
  }),
  updateDeal: implement(updateDeal, runUpdateDeal),
  createTicket: implement(createTicket, {
    run: runCreateTicket,
    reconcile: (_, context) => reconcile('Case', context),
  }),
  logActivity: implement(logActivity, {
    run: runLogActivity,
    reconcile: ({ kind }, context) => reconcile(objectOfActivity(kind), context),
  }),
  searchRecords: implement(searchRecords, runSearchRecords),
});

/** Whether a creation of unknown outcome took effect: certain where records carry the idempotency key, because queries do not lag behind. */
const reconcile = async (
  object: SalesforceObject,
  context: ActionContext<SalesforceSettings>,
): Promise<Reconciliation<Written>> => {
  if (context.config.idempotencyKeyField === undefined) return { outcome: 'unknown' };
  const record = await findByKey(object, context);
  return record ? { outcome: 'done', output: { id: record.Id, created: true } } : { outcome: 'not_done' };
};
