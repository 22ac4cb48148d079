import { defineConnector } from '@touchline/core';
import { graphHttp } from '../meta/graph.ts';
import { actions } from './actions.ts';
import { checkNumber } from './check.ts';
import { whatsappConfig } from './config.ts';
import { inbound } from './inbound.ts';

/**
 * WhatsApp, through the Cloud API: one number of a business.
 *
 * There is no `erase`: no call makes Meta forget a person. It deletes messages 30 days after it has delivered them:
 * https://developers.facebook.com/docs/whatsapp/cloud-api/overview/data-privacy-and-security
 */
export const whatsapp = defineConnector({
  id: 'whatsapp',
  title: 'WhatsApp',
  category: 'chat',
  specVersion: 1,
  config: whatsappConfig,

  limits: {
    // 80 messages a second for a number, more for some: https://developers.facebook.com/docs/whatsapp/cloud-api/overview#throughput
    // One person takes a message every six seconds, which cannot be said for a whole connector: beyond it comes 131056, and
    // is tried again.
    rate: { requests: 80, perMs: 1_000 },
    maxConcurrency: 16,
    // Meta asks for an answer within 250 ms at the median, and repeats for seven days what was not answered with a 200:
    // https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks
    webhookTimeoutMs: 5_000,
  },

  http: graphHttp,
  inbound,
  actions,
  check: checkNumber,
});
