import type { Implement } from '@touchline/core';
import { getCall, hangUpCall, placeCall, sendSms } from '@touchline/voice';
import { asIs } from '../crm/as-is.ts';
import type { ExampleVendorSettings } from '../crm/config.ts';

// TODO: a function for each, in the vendor's paths and fields; drop what it cannot do, and add what only it can.
/** What Example Vendor can do. */
export const actions = (implement: Implement<ExampleVendorSettings>) => ({
  placeCall: implement(placeCall, asIs(placeCall, '/calls')),
  getCall: implement(getCall, asIs(getCall, '/calls/search')),
  hangUpCall: implement(hangUpCall, asIs(hangUpCall, '/calls/hang-up')),
  sendSms: implement(sendSms, asIs(sendSms, '/messages')),
});
