import type { SandboxResponse } from '@touchline/core/sandbox';
import { listAnswer, noSuch, ok, refuse } from './answers.ts';
import { groupOf, metadataOf, type Parameters, textOf } from './parameters.ts';
import { getRoute, type PostRoute, type Route } from './route.ts';
import type { SandboxObject, SandboxState } from './state.ts';

/** Customers: https://docs.stripe.com/api/customers. */
export const customerRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v1/customers': postRoute(known, (parameters) => {
    const blank = { id: state.nextId('cus'), object: 'customer', created: state.now(), livemode: false };
    const customer = changed(blank, parameters);
    state.customers.set(customer.id, customer);
    state.publish({ type: 'customer.created', object: customer });
    return ok(customer);
  }),

  'GET /v1/customers': getRoute(['email', 'limit'], (parameters) => {
    const email = textOf(parameters, 'email');
    const found = [...state.customers.values()].filter(
      (customer) => email === undefined || customer.email === email,
    );
    return listAnswer('/v1/customers', found.reverse(), Number(textOf(parameters, 'limit') ?? 10));
  }),

  'GET /v1/customers/:id': getRoute([], (_, { params }) => ok(customerWith(state, params.id ?? ''))),

  'POST /v1/customers/:id': postRoute(known, (parameters, { params }) => {
    const before = customerWith(state, params.id ?? '');
    const customer = changed(before, parameters);
    state.customers.set(customer.id, customer);
    const previous = Object.entries(before).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(customer[name]),
    );
    if (previous.length > 0)
      state.publish({
        type: 'customer.updated',
        object: customer,
        previousAttributes: Object.fromEntries(previous),
      });
    return ok(customer);
  }),

  'DELETE /v1/customers/:id': (call): SandboxResponse =>
    getRoute([], () => {
      const customer = customerWith(state, call.params.id ?? '');
      state.customers.delete(customer.id);
      state.publish({ type: 'customer.deleted', object: customer });
      return ok({ id: customer.id, object: 'customer', deleted: true });
    })(call),
});

const known = ['address', 'description', 'email', 'metadata', 'name', 'phone', 'preferred_locales'];

const customerWith = (state: SandboxState, id: string): SandboxObject => {
  const customer = state.customers.get(id);
  if (!customer) throw noSuch('customer', id);
  return customer;
};

/** A customer with new values; what is not named stays as it is. */
const changed = (before: SandboxObject, parameters: Parameters): SandboxObject => {
  const text = (name: string): unknown => textOf(parameters, name) ?? before[name] ?? null;
  const email = text('email');
  if (typeof email === 'string' && !email.includes('@'))
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'email_invalid',
      param: 'email',
      message: `Invalid email address: ${email}`,
    });
  const locales = Object.values(groupOf(parameters, 'preferred_locales'));
  return {
    ...before,
    address: addressOf(parameters) ?? before.address ?? null,
    description: text('description'),
    email,
    metadata: metadataOf(parameters, before.metadata as object),
    name: text('name'),
    phone: text('phone'),
    preferred_locales: locales.length > 0 ? locales : (before.preferred_locales ?? []),
  };
};

const addressOf = (parameters: Parameters): object | undefined => {
  const address = groupOf(parameters, 'address');
  if (Object.keys(address).length === 0) return undefined;
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return { ...none, ...address };
};
