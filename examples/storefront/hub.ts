import { createHub, sqliteHubStorage } from '@touchline/hub';

/** The shop's customer hub, kept in this file. */
export const createShopHub = (path: string) =>
  createHub({
    storage: sqliteHubStorage({ path }),
    // A real one comes from where you keep secrets: `openssl rand -base64 32`.
    secret: 'the secret of a demonstration, and of nothing else',
    identity: { phone: { country: 'US' } },
    audiences: {
      'needs-a-call': {
        description: 'Paid, and could not be reached by e-mail.',
        who: { all: [{ did: 'checkout.completed' }, { did: 'email.bounced', within: { days: 7 } }] },
      },
    },
    // Vendors are asked at once. The default waits until deliveries that are under way have arrived.
    erasure: { settleMs: 0 },
  });
