import createClient from 'openapi-fetch';
import type { components, paths } from '../generated/openapi-typescript.ts';
import type { Journey } from './journey.ts';

/** The journey of a client that openapi-fetch makes of the types of openapi-typescript. */
export const openApiFetchJourney: Journey = async ({ url, key, payment }) => {
  const { GET, POST } = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });
  const draft: components['schemas']['PaymentSucceededDraft'] = {
    type: 'payment.succeeded',
    id: 'evt_fetch',
    data: payment,
  };
  const published = await POST('/v1/events', {
    body: draft,
    params: { header: { 'idempotency-key': 'journey' } },
  });
  const page = await GET('/v1/events', { params: { query: { types: 'payment.*', limit: 10 } } });
  const [stored] = page.data?.events ?? [];
  // The discriminator narrows: only a payment has an amount.
  const amountMinor =
    stored?.event.type === 'payment.succeeded' ? stored.event.data.amount.amountMinor : undefined;
  const planned = await POST('/v1/connectors/stripe/actions/createPayment', {
    body: { amount: { amountMinor: 4_990, currency: 'EUR' } },
    params: { query: { dryRun: 'true' } },
  });
  const planUrl = planned.data?.status === 'planned' ? planned.data.requests[0]?.url : undefined;
  const refused = await POST('/v1/events', { body: { type: 'payment.succeeded', data: {} } as never });
  const customer = await POST('/v1/customers/lookup', {
    body: { namespace: 'email', value: 'Fetch@example.com' },
  });
  const path = { id: customer.data?.id ?? '' };
  const timeline = await GET('/v1/customers/{id}/timeline', { params: { path } });
  const consent = await POST('/v1/customers/{id}/consents', {
    params: { path },
    body: { purpose: 'marketing', channel: 'email', status: 'granted' },
  });
  const erased = await POST('/v1/customers/{id}/erase', { params: { path } });
  const afterwards = await GET('/v1/customers/{id}', { params: { path } });
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
  };
};
