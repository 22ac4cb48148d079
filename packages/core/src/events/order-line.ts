import { z } from 'zod';
import { money } from '../values/money.ts';
import { vendorId } from '../values/vendor-id.ts';

const schema = z
  .object({
    name: z.string().max(1024).describe('What is bought, as the customer reads it.'),
    quantity: z.number().nonnegative().describe('How many, or how much: `1.5` metres.'),
    lineId: vendorId.optional(),
    productId: vendorId.optional(),
    variantId: vendorId.optional(),
    sku: z.string().max(256).optional(),
    unitPrice: money.optional(),
    total: money.optional().describe('What the line costs in all, after discounts.'),
  })
  .meta({ id: 'OrderLine', description: 'One line of an order, a cart or a checkout.' });

/** See {@link orderLine}. */
export interface OrderLine extends z.output<typeof schema> {}

/** The schema of {@link OrderLine}, under a name so that what is made of it stays short. */
export interface OrderLineSchema extends z.ZodType<OrderLine, OrderLine> {}

/** One line of an order, a cart or a checkout. */
export const orderLine: OrderLineSchema = schema;
