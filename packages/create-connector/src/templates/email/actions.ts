import type { Implement } from '@touchline/core';
import { addSuppression, getSuppression, removeSuppression, sendEmail } from '@touchline/email';
import { asIs } from '../crm/as-is.ts';
import type { ExampleVendorSettings } from '../crm/config.ts';

// TODO: a function for each, in the vendor's paths and fields; drop what it cannot do, and add what only it can.
/** What Example Vendor can do. */
export const actions = (implement: Implement<ExampleVendorSettings>) => ({
  sendEmail: implement(sendEmail, asIs(sendEmail, '/emails')),
  addSuppression: implement(addSuppression, asIs(addSuppression, '/suppressions')),
  removeSuppression: implement(removeSuppression, asIs(removeSuppression, '/suppressions/remove')),
  getSuppression: implement(getSuppression, asIs(getSuppression, '/suppressions/search')),
});
