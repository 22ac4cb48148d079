import { refuse } from './answers.ts';
import { newPayment, settle } from './payment-routes.ts';
import { amountOf, type PostRoute, type Route } from './route.ts';
import type { SandboxLink, SandboxPayment, SandboxState } from './state.ts';

const dayMs = 86_400_000;

/** Payment links: https://docs.adyen.com/api-explorer/Checkout/71/post/paymentLinks. */
export const linkRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v71/paymentLinks': postRoute(
    ['amount', 'reference'],
    ['expiresAt', 'lineItems', 'manualCapture', 'metadata', 'returnUrl', 'shopperEmail', 'shopperReference'],
    (fields) => {
      const id = `PL${state.nextReference()}`;
      const nowMs = Date.parse(state.now());
      const expiresMs = fields.expiresAt === undefined ? nowMs + dayMs : Date.parse(String(fields.expiresAt));
      if (!(expiresMs > nowMs && expiresMs <= nowMs + 70 * dayMs))
        throw refuse(422, '702', 'The expiry date must be within 70 days of now.');
      const { shopperReference, shopperEmail, lineItems, ...shown } = fields;
      const link: SandboxLink = {
        ...shown,
        amount: amountOf(fields),
        expiresAt: new Date(expiresMs).toISOString(),
        id,
        status: 'active',
        url: `https://test.adyen.link/${id}`,
        request: fields,
      };
      state.links.set(id, link);
      const { request: _, ...body } = link;
      return { status: 201, body };
    },
  ),
});

/** Pays a link as its customer would. */
export const payLink = (state: SandboxState, id: string): SandboxPayment => {
  const link = state.links.get(id);
  if (link?.status !== 'active') throw new Error(`There is no active payment link ${id}.`);
  const { request } = link;
  state.links.set(id, { ...link, status: 'completed' });
  const payment = newPayment(state, request, request.manualCapture === true);
  return settle(state, payment, true, {
    paymentLinkId: id,
    ...(request.shopperEmail !== undefined && { shopperEmail: String(request.shopperEmail) }),
  });
};
