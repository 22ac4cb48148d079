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
import { runUpsertCompany } from './actions/upsert-company.ts';
import { runUpsertContact } from './actions/upsert-contact.ts';
import type { PipedriveSettings } from './config.ts';

/** Pipedrive has no tickets, no idempotency keys and no unique fields: what is created is `no`, as the contract has it. */
export const actions = (implement: Implement<PipedriveSettings>) => ({
  upsertContact: implement(upsertContact, runUpsertContact),
  getContact: implement(getContact, runGetContact),
  upsertCompany: implement(upsertCompany, runUpsertCompany),
  createDeal: implement(createDeal, {
    run: runCreateDeal,
    reconcile: (_, context) => reconcileDeal(context),
  }),
  updateDeal: implement(updateDeal, runUpdateDeal),
  logActivity: implement(logActivity, runLogActivity),
});
