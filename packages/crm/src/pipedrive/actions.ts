import type { Implement } from '@touchline/core';
import {
  createDeal,
  getContact,
  logActivity,
  updateDeal,
  upsertCompany,
  upsertContact,
} from '../contract.ts';
import { reconcileDeal, runCreateDeal, runUpdateDeal } from './actions/deals.ts';
import { runGetContact } from './actions/get-contact.ts';
import { runLogActivity } from './actions/log-activity.ts';
import { reconcileOrganization, runUpsertCompany } from './actions/upsert-company.ts';
import { reconcilePerson, runUpsertContact } from './actions/upsert-contact.ts';
import type { PipedriveSettings } from './config.ts';

/**
 * Pipedrive has no tickets, no idempotency keys and no unique fields: creations are `no`, and so are upserts, which may create and whose search may
 * lag behind.
 */
export const actions = (implement: Implement<PipedriveSettings>) => ({
  upsertContact: implement(upsertContact, {
    run: runUpsertContact,
    idempotent: 'no',
    reconcile: reconcilePerson,
  }),
  getContact: implement(getContact, runGetContact),
  upsertCompany: implement(upsertCompany, {
    run: runUpsertCompany,
    idempotent: 'no',
    reconcile: reconcileOrganization,
  }),
  createDeal: implement(createDeal, {
    run: runCreateDeal,
    reconcile: (_, context) => reconcileDeal(context),
  }),
  updateDeal: implement(updateDeal, runUpdateDeal),
  logActivity: implement(logActivity, runLogActivity),
});
