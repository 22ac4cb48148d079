import { serve } from '@hono/node-server';
import { slackSandbox } from '@touchline/chat/slack/sandbox';
import { hubspotSandbox } from '@touchline/crm/hubspot/sandbox';
import { sendgridSandbox } from '@touchline/email/sendgrid/sandbox';
import { stripeSandbox } from '@touchline/payments/stripe/sandbox';
import { twilioSandbox } from '@touchline/voice/twilio/sandbox';

/** Credentials of the sandboxes. They open nothing else. */
export const credentials = {
  stripe: { apiKey: 'sk_test_storefront', webhookSecret: 'whsec_storefront' },
  sendgrid: { apiKey: 'SG.storefront' },
  slack: { botToken: 'xoxb-storefront', signingSecret: 'slack-storefront' },
  twilio: { accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: 'twilio-storefront' },
  hubspot: { accessToken: 'pat-storefront', clientSecret: 'hubspot-storefront' },
} as const;

/** The shop's Slack channels. */
export const channels = { sales: 'C0SALES001', support: 'C0SUPPORT1' } as const;

/** The five vendors, each a server of its own on loopback that answers in the vendor's own shapes. */
export const startVendors = async () => {
  const sandboxes = {
    stripe: stripeSandbox(credentials.stripe),
    sendgrid: sendgridSandbox(credentials.sendgrid),
    slack: slackSandbox({ ...credentials.slack, conversationIds: Object.values(channels) }),
    twilio: twilioSandbox(credentials.twilio),
    hubspot: hubspotSandbox(credentials.hubspot),
  };
  const servers = {
    stripe: await listen(sandboxes.stripe.fetch),
    sendgrid: await listen(sandboxes.sendgrid.fetch),
    slack: await listen(sandboxes.slack.fetch),
    twilio: await listen(sandboxes.twilio.fetch),
    hubspot: await listen(sandboxes.hubspot.fetch),
  };
  return {
    sandboxes,
    /** Where each vendor's API is. */
    urls: {
      stripe: servers.stripe.url,
      sendgrid: servers.sendgrid.url,
      slack: servers.slack.url,
      twilio: servers.twilio.url,
      hubspot: servers.hubspot.url,
    },
    close: async (): Promise<void> => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
};

/** What {@link startVendors} started. */
export type Vendors = Awaited<ReturnType<typeof startVendors>>;

/** Serves a web-standard handler on loopback: on this port, or on any that is free. */
export const listen = (
  fetch: (request: Request) => Response | Promise<Response>,
  port = 0,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> =>
  new Promise((resolve, reject) => {
    const hostname = '127.0.0.1';
    const server = serve({ fetch, hostname, port }, (address) => {
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://${hostname}:${address.port}`, close });
    });
    server.once('error', reject);
  });
