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
import { runLogActivity } from './actions/log-activity.ts';
import { findRecord } from './actions/records.ts';
import { runUpsertCompany } from './actions/upsert-company.ts';
import { runUpsertContact } from './actions/upsert-contact.ts';
import type { HubspotSettings } from './config.ts';
import type { WrittenKind } from './object-types.ts';

/**
 * HubSpot has no idempotency keys; `objectWriteTraceId` only tells the items of a batch apart in its answer
 * (https://developers.hubspot.com/docs/api-reference/error-handling#multi-status-errors). So creations are `no`, as the contract
 * has it, unless the account has a unique property for the key.
 */
export const actions = (implement: Implement<HubspotSettings>) => ({
  upsertContact: implement(upsertContact, runUpsertContact),
  getContact: implement(getContact, runGetContact),
  upsertCompany: implement(upsertCompany, runUpsertCompany),
  createDeal: implement(createDeal, {
    run: runCreateDeal,
    reconcile: (_, context) => reconcile('deal', context),
  }),
  updateDeal: implement(updateDeal, runUpdateDeal),
  createTicket: implement(createTicket, {
    run: runCreateTicket,
    reconcile: (_, context) => reconcile('ticket', context),
  }),
  logActivity: implement(logActivity, {
    run: runLogActivity,
    reconcile: ({ kind }, context) => reconcile(kind, context),
  }),
});

/**
 * Whether a creation of unknown outcome took effect: certain where records carry the idempotency key, because a read by a unique
 * property does not lag behind. Without the key nothing is: what HubSpot's search does not find may be there all the same.
 */
const reconcile = async (
  kind: WrittenKind,
  context: ActionContext<HubspotSettings>,
): Promise<Reconciliation<{ id: string; created: boolean }>> => {
  const { idempotencyKeyProperty: idProperty } = context.config;
  if (idProperty === undefined) return { outcome: 'unknown' };
  const record = await findRecord(kind, context.idempotencyKey, context, { idProperty });
  return record ? { outcome: 'done', output: { id: record.id, created: true } } : { outcome: 'not_done' };
};
