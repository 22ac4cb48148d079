import { defineConnector } from '@touchline/core';
import { sendProactiveEventAction } from './actions/send-proactive-event.ts';
import { sendProgressiveResponseAction } from './actions/send-progressive-response.ts';
import { checkCredentials } from './check.ts';
import { alexaConfig, apiEndpoints } from './config.ts';
import { alexaError } from './errors.ts';
import { inbound } from './inbound.ts';

/**
 * Alexa: custom skills as a touchpoint. There is no `erase`: a skill holds nothing at Amazon that it could delete for a person;
 * what they said is theirs to delete. https://www.amazon.com/alexaprivacy
 */
export const alexa = defineConnector({
  id: 'alexa',
  title: 'Alexa',
  category: 'voice',
  specVersion: 1,
  config: alexaConfig,

  limits: {
    // https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html
    webhookTimeoutMs: 8_000,
  },

  http: ({ baseUrl, region, tokenUrl, proactiveEvents }) => ({
    baseUrl: (baseUrl ?? apiEndpoints[region]).replace(/\/$/, ''),
    toError: alexaError,
    ...(proactiveEvents && {
      clientCredentials: {
        tokenUrl,
        clientId: proactiveEvents.clientId,
        clientSecret: proactiveEvents.clientSecret,
        authentication: 'form' as const,
        form: { scope: 'alexa::proactive_events' },
      },
    }),
  }),

  inbound,

  actions: (implement) => ({
    sendProgressiveResponse: sendProgressiveResponseAction(implement),
    sendProactiveEvent: sendProactiveEventAction(implement),
  }),

  check: checkCredentials,
});
