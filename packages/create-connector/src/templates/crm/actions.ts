import type { Implement } from '@touchline/core';
import {
  createDeal,
  createTicket,
  getContact,
  logActivity,
  updateDeal,
  upsertCompany,
  upsertContact,
} from '@touchline/crm';
import { asIs } from './as-is.ts';
import type { ExampleVendorSettings } from './config.ts';

// TODO: a function for each, in the vendor's paths and fields; drop what it cannot do, and add what only it can.
/** What Example Vendor can do. */
export const actions = (implement: Implement<ExampleVendorSettings>) => ({
  upsertContact: implement(upsertContact, asIs(upsertContact, '/contacts')),
  getContact: implement(getContact, asIs(getContact, '/contacts/search')),
  upsertCompany: implement(upsertCompany, asIs(upsertCompany, '/companies')),
  createDeal: implement(createDeal, asIs(createDeal, '/deals')),
  updateDeal: implement(updateDeal, asIs(updateDeal, '/deals/update')),
  createTicket: implement(createTicket, asIs(createTicket, '/tickets')),
  logActivity: implement(logActivity, asIs(logActivity, '/activities')),
});
