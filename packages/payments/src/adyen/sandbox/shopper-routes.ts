import { type PostRoute, queryRoute, type Route } from './route.ts';
import type { SandboxState } from './state.ts';

/** Saved payment methods, and what could be paid with: https://docs.adyen.com/api-explorer/Checkout/71/get/storedPaymentMethods. */
export const shopperRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v71/paymentMethods': postRoute([], ['amount', 'countryCode', 'shopperReference'], () => ({
    status: 200,
    body: { paymentMethods: [{ name: 'Cards', type: 'scheme', brands: ['mc', 'visa'] }] },
  })),

  'GET /v71/storedPaymentMethods': queryRoute(state, ({ shopperReference }) => ({
    status: 200,
    body: {
      merchantAccount: state.merchantAccount,
      shopperReference,
      storedPaymentMethods: [...state.tokens.values()]
        .filter((token) => token.shopperReference === shopperReference)
        .map(({ id }) => ({ id, brand: 'visa', lastFour: '1111', type: 'scheme' })),
    },
  })),

  'DELETE /v71/storedPaymentMethods/:id': queryRoute(state, (_, { params }) => {
    state.tokens.delete(params.id ?? '');
    return { status: 204 };
  }),
});
