import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stripe } from '@touchline/payments/stripe';
import { createApiKey, createServer } from '@touchline/server';
import { printAgentView } from './agent-view.ts';
import { eraseAndPrint } from './erasure.ts';
import { createShopHub } from './hub.ts';
import { printInvitation } from './invitation.ts';
import { runJourney } from './journey.ts';
import { createNarrator, listen as listenTo } from './narrator.ts';
import { createOrderBook } from './orders.ts';
import { createStorefront } from './storefront.ts';
import { credentials, listen, startVendors } from './vendors.ts';
import { narrated } from './webhooks.ts';

const { values: options } = parseArgs({
  options: { serve: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});

const narrator = createNarrator((line) => console.log(line));
const vendors = await startVendors();
const folder = await mkdtemp(join(tmpdir(), 'touchline-storefront-'));
const hub = createShopHub(join(folder, 'customers.db'));
const orders = createOrderBook();

const storefront = createStorefront({
  urls: vendors.urls,
  sendgridPublicKey: vendors.sandboxes.sendgrid.publicKey,
  orders,
  hub,
  path: join(folder, 'storefront.db'),
});
listenTo(storefront, narrator);
await hub.start({ connectors: storefront.connectors });
await storefront.start();
const { key, record } = createApiKey({
  id: 'agent',
  scopes: ['customers:read', 'customers:erase', 'documents:read'],
});
const api = createServer({ router: storefront, hub, apiKeys: [record] });
const server = await listen(narrated(api, narrator), Number(options.port));
const webhooksUrl = `${server.url}/webhooks`;

/** The shop's own part: it asks Stripe for a page to pay on, by the same action that a route would call. */
const shop = stripe({ ...credentials.stripe, baseUrl: vendors.urls.stripe });
const stripeCheckout = async (orderId: string, email: string): Promise<string> => {
  const { checkoutId } = await shop.actions.createCheckout({
    orderId,
    customer: { email },
    lines: [{ name: 'Teapot', unitAmount: { amountMinor: 4_990, currency: 'EUR' } }],
    returnUrl: 'https://shop.example.com/thanks',
  });
  return checkoutId;
};

narrator.line('A storefront: five vendors on loopback, one router, one customer hub, two SQLite files.');
const customerId = await runJourney({
  storefront,
  hub,
  stripeCheckout,
  vendors,
  orders,
  webhooksUrl,
  narrator,
});

const routes = await storefront.audit();
narrator.table(routes);
const complete = routes.every(
  ({ matched, delivered, skipped, balanced }) => balanced && matched === delivered + skipped,
);
narrator.line(
  complete ? '\nEverything that matched was delivered.' : '\nNot everything that matched was delivered.',
);
process.exitCode = complete ? 0 : 1;
await printAgentView(hub, customerId, narrator);

const close = async (): Promise<void> => {
  await server.close();
  await api.close();
  await shop.close();
  await vendors.close();
  await rm(folder, { recursive: true, force: true });
};

if (options.serve) {
  printInvitation({ url: server.url, key, customerId }, narrator);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
} else {
  await eraseAndPrint(hub, customerId, narrator);
  await close();
}
