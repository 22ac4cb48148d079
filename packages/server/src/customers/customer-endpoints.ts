import type { ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { audienceEndpoints } from './audience-endpoints.ts';
import { type ConsentEndpointOptions, customerConsentEndpoints } from './customer-consents.ts';
import { customerPrivacyEndpoints } from './customer-privacy.ts';
import { customerTimelineEndpoints } from './customer-timeline.ts';
import { decisionEndpoints } from './decisions.ts';
import { evidenceEndpoints } from './evidence.ts';
import { customerReadEndpoints } from './read-customers.ts';
import { type TraitEndpointOptions, traitEndpoint } from './set-traits.ts';
import { type WatchEndpointOptions, watchEndpoint } from './watch-customer.ts';

/** The endpoints of a server that has a hub. */
export const customerEndpoints = (
  options: WatchEndpointOptions & ConsentEndpointOptions & TraitEndpointOptions,
): readonly ServerEndpoint[] => {
  const { hub } = options;
  return [
    ...customerReadEndpoints(hub),
    ...customerTimelineEndpoints(hub),
    watchEndpoint(options),
    traitEndpoint(options),
    ...customerConsentEndpoints(options),
    ...decisionEndpoints(hub),
    ...evidenceEndpoints(hub),
    ...customerPrivacyEndpoints(hub),
    ...audienceEndpoints(hub),
  ];
};
