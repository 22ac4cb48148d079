import type { Customer } from '@touchline/hub';
import { z } from 'zod';
import { cursorField, limitField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import { customer, customerIdentity } from './customer-schemas.ts';
import { identifier, identifierField, identifierIn } from './identifier.ts';
import {
  customerErrors,
  customerOf,
  customerParameters,
  hubErrors,
  jsonContent,
  nextCursorField,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const page = z.object({ customers: z.array(customerIdentity), ...nextCursorField });
const group = { tag: 'Customers', scope: 'customers:read' } as const;

/** `GET /v1/customers`, `POST /v1/customers/lookup`, `GET /v1/customers/{id}`. */
export const customerReadEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/customers',
      operationId: 'listCustomers',
      summary: 'List customers',
      description:
        'All customers, in the order in which the hub met them; or the one of an identifier, written in whatever way, if there is one.',
      query: z.strictObject({
        identifier: identifierField.optional(),
        ...tenantField,
        limit: limitField,
        cursor: cursorField.optional(),
      }),
      responses: { 200: { description: 'A page of customers.', content: jsonContent('CustomerPage', page) } },
      errors: hubErrors,
    },
    async ({ query: { identifier: named, tenant: asked, limit, cursor }, caller }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      if (named !== undefined) {
        const found = await hub.customers.find(identifierIn(named), { tenant });
        return json({ customers: found ? [identityOf(found)] : [] });
      }
      const list = ['customers', tenant];
      const { items, cursor: next } = await hub.customers.list({
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({
        customers: items.map(identityOf),
        ...(next !== undefined && { nextCursor: cursorOf(next, list) }),
      });
    },
  ),
  defineEndpoint(
    {
      ...group,
      method: 'post',
      path: '/v1/customers/lookup',
      operationId: 'lookUpCustomer',
      summary: 'Look up a customer',
      description:
        'The customer of an identifier, written in whatever way: who calls, who writes. What is sent stands in no URL, and so in no log of a proxy.',
      query: z.strictObject(tenantField),
      body: {
        content: jsonContent('CustomerIdentifier', identifier, {
          namespace: 'email',
          value: 'ada@example.com',
        }),
      },
      responses: { 200: { description: 'The customer.', content: jsonContent('Customer', customer) } },
      errors: customerErrors,
    },
    async ({ body, query, caller }) => {
      const tenant = tenantOf(caller, query);
      const found = await hub.customers.find(body, { tenant });
      return json(await customerView(hub, tenant, found?.id ?? ''));
    },
  ),
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/customers/{id}',
      operationId: 'readCustomer',
      summary: 'Read a customer',
      description:
        'Who the customer is and what is known: identifiers, traits with who said so, computed traits, audiences, and what may be delivered. An id from before a merge is answered with the customer as it is now, under its id of now.',
      parameters: customerParameters,
      query: z.strictObject(tenantField),
      responses: { 200: { description: 'The customer.', content: jsonContent('Customer', customer) } },
      errors: customerErrors,
    },
    async ({ parameters: { id }, query, caller }) =>
      json(await customerView(hub, tenantOf(caller, query), id)),
  ),
];

/** @throws TouchlineError `hub.customer_unknown` */
const customerView = async (hub: ServedHub, tenant: string, id: string) => {
  const who = await customerOf(hub, tenant, id);
  const [profile, audiences, consents] = await Promise.all([
    hub.customers.profile(who.id, { tenant }),
    hub.audiences.of(who.id, { tenant }),
    hub.consents.of(who.id, { tenant }),
  ]);
  return {
    ...identityOf(who),
    traits: profile?.traits ?? {},
    computed: profile?.computed ?? {},
    audiences,
    consents: consents.standings.map(({ purpose, channel, allowed, reason }) => ({
      purpose,
      channel,
      allowed,
      ...(reason && { reason }),
    })),
  };
};

/** A customer as it is shown. */
export const identityOf = ({ id, tenant, identifiers }: Customer) => ({
  id,
  ...(tenant !== '' && { tenant }),
  identifiers,
});
