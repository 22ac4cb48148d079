import { createClient, createConfig } from '../generated/hey-api/client';
import {
  eraseCustomer,
  listEvents,
  lookUpCustomer,
  publishEvents,
  readCustomer,
  readCustomerTimeline,
  recordCustomerConsent,
  streamEvents,
  stripeCreatePayment,
} from '../generated/hey-api/index.ts';
import type { Journey } from './journey.ts';

/** The journey of the client that @hey-api/openapi-ts writes. */
export const heyApiJourney: Journey = async ({ url, key, payment }) => {
  const client = createClient(createConfig({ baseUrl: url, auth: () => key }));
  const published = await publishEvents({
    client,
    body: { type: 'payment.succeeded', id: 'evt_hey', data: payment },
  });
  const page = await listEvents({ client, query: { types: 'payment.*', limit: 10 } });
  const [stored] = page.data?.events ?? [];
  const amountMinor =
    stored?.event.type === 'payment.succeeded' ? stored.event.data.amount.amountMinor : undefined;
  const planned = await stripeCreatePayment({
    client,
    body: { amount: { amountMinor: 4_990, currency: 'EUR' } },
    query: { dryRun: 'true' },
  });
  const planUrl = planned.data?.status === 'planned' ? planned.data.requests[0]?.url : undefined;
  const refused = await publishEvents({ client, body: { type: 'payment.succeeded', data: {} } as never });
  const { stream } = await streamEvents({ client, query: { after: 0 } });
  let streamed: string | undefined;
  for await (const event of stream) {
    streamed = (event as unknown as { id: string }).id;
    break;
  }
  const customer = await lookUpCustomer({
    client,
    body: { namespace: 'email', value: 'Hey@example.com' },
  });
  const path = { id: customer.data?.id ?? '' };
  const timeline = await readCustomerTimeline({ client, path });
  const consent = await recordCustomerConsent({
    client,
    path,
    body: { purpose: 'marketing', channel: 'email', status: 'granted' },
  });
  const erased = await eraseCustomer({ client, path });
  const afterwards = await readCustomer({ client, path });
  return {
    name: customer.data?.traits.name?.value,
    orderCount: customer.data?.computed.orderCount,
    happened: timeline.data?.entries.map(({ event }) => event.type),
    consent: consent.data?.status,
    erasure: erased.data?.erasure.state,
    afterwards: afterwards.error?.code,
    receipt: published.data?.receipts[0]?.id,
    amountMinor,
    planUrl,
    refusedWith: refused.error?.code,
    streamed,
  };
};
