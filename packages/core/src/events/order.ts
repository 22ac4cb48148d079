import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { money } from '../values/money.ts';
import { postalAddress } from '../values/postal-address.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';
import { orderLine } from './order-line.ts';

const order = z.object({
  customer: customerRef.optional(),
  orderId: vendorId,
  total: money.describe('What the customer pays in all.'),
  orderNumber: z.string().max(256).optional().describe('The number that the customer sees: `#1042`.'),
  subtotal: money.optional().describe('The sum of the lines, before taxes and shipping.'),
  tax: money.optional(),
  shipping: money.optional(),
  discount: money.optional(),
  discountCodes: z.array(z.string().max(256)).optional(),
  lines: z.array(orderLine).optional(),
  billingAddress: postalAddress.optional(),
  shippingAddress: postalAddress.optional(),
  note: z.string().meta(pii('free_text')).optional().describe('What the customer wrote.'),
  salesChannel: z.string().max(256).optional().describe('Where it was placed: `web`, `pos`, `marketplace`.'),
  tags: z.array(z.string().max(256)).optional(),
  url: webUrl.meta(pii('other')).optional().describe("The customer's page of the order."),
  placedAt: timestamp.optional(),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com', phone: '+14155550123', name: 'Ada Lovelace' },
  orderId: '450789469',
  total: { amountMinor: 5_980, currency: 'EUR' },
  orderNumber: '#1042',
  subtotal: { amountMinor: 5_480, currency: 'EUR' },
  tax: { amountMinor: 954, currency: 'EUR' },
  shipping: { amountMinor: 500, currency: 'EUR' },
  discount: { amountMinor: 500, currency: 'EUR' },
  discountCodes: ['AUTUMN5'],
  lines: [
    {
      name: 'Teapot',
      quantity: 2,
      lineId: '1',
      productId: '632910392',
      variantId: '808950810',
      sku: 'TEA-1',
      unitPrice: { amountMinor: 2_990, currency: 'EUR' },
      total: { amountMinor: 5_480, currency: 'EUR' },
    },
  ],
  billingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', country: 'GB' },
  shippingAddress: { name: 'Ada Lovelace', line1: '1 Dorset Street', city: 'London', country: 'GB' },
  note: 'Please ring twice.',
  salesChannel: 'web',
  tags: ['gift'],
  url: 'https://shop.example.com/orders/1042',
  placedAt: '2026-11-21T09:29:58Z',
};

/** Defines `order.created`. */
export const orderCreated = defineEvent({
  type: 'order.created',
  title: 'Order created',
  description: 'A customer placed an order. It may not be paid for yet.',
  data: order,
  example,
});

/** Data of `order.created`: a customer placed an order. */
export interface OrderCreated extends z.output<typeof orderCreated.data> {}

/** Defines `order.paid`. */
export const orderPaid = defineEvent({
  type: 'order.paid',
  title: 'Order paid',
  description: 'An order was paid in full.',
  data: order.extend({
    paymentId: vendorId.optional(),
    paidAt: timestamp.optional(),
  }),
  example: { ...example, paymentId: 'pi_3PqL', paidAt: '2026-11-21T09:30:00Z' },
});

/** Data of `order.paid`: an order was paid in full. */
export interface OrderPaid extends z.output<typeof orderPaid.data> {}

/** Defines `order.fulfilled`. */
export const orderFulfilled = defineEvent({
  type: 'order.fulfilled',
  title: 'Order fulfilled',
  description: 'An order, or a part of it, was sent or handed over.',
  data: order.extend({
    shipments: z
      .array(
        z.object({
          shipmentId: vendorId.optional(),
          carrier: z.string().max(256).optional(),
          trackingNumber: z.string().max(256).meta(pii('identifier')).optional(),
          trackingUrl: webUrl.meta(pii('other')).optional(),
          lines: z.array(orderLine).optional().describe('What is in it. Absent: all of the order.'),
        }),
      )
      .optional(),
    isPartial: z.boolean().optional().describe('Whether more is to follow.'),
  }),
  example: {
    ...example,
    shipments: [
      {
        shipmentId: '255858046',
        carrier: 'UPS',
        trackingNumber: '1Z2345',
        trackingUrl: 'https://track.example.com/1Z2345',
        lines: [{ name: 'Teapot', quantity: 2, sku: 'TEA-1' }],
      },
    ],
    isPartial: false,
  },
});

/** Data of `order.fulfilled`: an order, or a part of it, was sent or handed over. */
export interface OrderFulfilled extends z.output<typeof orderFulfilled.data> {}

/** Defines `order.canceled`. */
export const orderCanceled = defineEvent({
  type: 'order.canceled',
  title: 'Order canceled',
  description: 'An order was called off.',
  data: order.extend({
    reason: z
      .string()
      .max(1024)
      .optional()
      .describe("The vendor's own reason: `customer`, `inventory`, `fraud`."),
    canceledAt: timestamp.optional(),
  }),
  example: { ...example, reason: 'inventory', canceledAt: '2026-11-21T12:00:00Z' },
});

/** Data of `order.canceled`: an order was called off. */
export interface OrderCanceled extends z.output<typeof orderCanceled.data> {}

/** Defines `order.refunded`. */
export const orderRefunded = defineEvent({
  type: 'order.refunded',
  title: 'Order refunded',
  description: 'Money of an order went back to the customer, all of it or a part.',
  data: order.extend({
    refundedAmount: money.optional(),
    refundId: vendorId.optional(),
    reason: z.string().meta(pii('free_text')).optional(),
    refundedLines: z.array(orderLine).optional().describe('What was taken back.'),
  }),
  example: {
    ...example,
    refundedAmount: { amountMinor: 2_990, currency: 'EUR' },
    refundId: '509562969',
    reason: 'The lid is chipped.',
    refundedLines: [{ name: 'Teapot', quantity: 1, sku: 'TEA-1' }],
  },
});

/** Data of `order.refunded`: money of an order went back to the customer, all of it or a part. */
export interface OrderRefunded extends z.output<typeof orderRefunded.data> {}

/** All events of orders. */
export const orderEvents: readonly EventDefinition[] = [
  orderCreated,
  orderPaid,
  orderFulfilled,
  orderCanceled,
  orderRefunded,
];
