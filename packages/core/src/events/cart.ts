import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';
import { orderLine } from './order-line.ts';

/** Defines `cart.abandoned`. */
export const cartAbandoned = defineEvent({
  type: 'cart.abandoned',
  title: 'Cart abandoned',
  description: 'A customer left a cart behind and did not come back to it.',
  data: z.object({
    customer: customerRef.optional(),
    cartId: vendorId,
    total: money.optional(),
    lines: z.array(orderLine).optional(),
    recoveryUrl: webUrl.meta(pii('other')).optional().describe('Where the customer can take it up again.'),
    lastActivityAt: timestamp.optional(),
  }),
  example: {
    customer: { anonymousId: 'visitor-7f3a', email: 'ada@example.com' },
    cartId: 'cart_88',
    total: { amountMinor: 2_990, currency: 'EUR' },
    lines: [
      { name: 'Teapot', quantity: 1, sku: 'TEA-1', unitPrice: { amountMinor: 2_990, currency: 'EUR' } },
    ],
    recoveryUrl: 'https://shop.example.com/carts/88/recover',
    lastActivityAt: '2026-11-21T08:10:00Z',
  },
});

/** Data of `cart.abandoned`: a customer left a cart behind and did not come back to it. */
export interface CartAbandoned extends z.output<typeof cartAbandoned.data> {}

/** All events of carts. */
export const cartEvents: readonly EventDefinition[] = [cartAbandoned];
