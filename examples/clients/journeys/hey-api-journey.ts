import { createClient, createConfig } from '../generated/hey-api/client';
import { listEvents, publishEvents, streamEvents, stripeCreatePayment } from '../generated/hey-api/index.ts';
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
  return {
    receipt: published.data?.receipts[0]?.id,
    amountMinor,
    planUrl,
    refusedWith: refused.error?.code,
    streamed,
  };
};
