import { type Money, moneyFromDecimal } from '@touchline/core';
import type { WhatsAppMessageOf } from '../payload/message.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';
import type { MessageContext } from './message-to-event.ts';

/**
 * A cart that somebody sent in from the catalogue. Nothing was paid, and prices are those that the person saw.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/receive-responses
 */
export const orderToEvent = (
  { id, order }: WhatsAppMessageOf<'order'>,
  { person, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const lines = order.product_items.map(({ product_retailer_id: sku, quantity, item_price, currency }) => ({
    sku: sku.slice(0, 256),
    name: sku.slice(0, 512),
    quantity,
    unitPrice: moneyFromDecimal(item_price, currency),
  }));
  return tools.event('order.created', {
    ...draft,
    data: {
      customer: person.customer,
      orderId: id,
      total: sumOf(lines),
      lines,
      ...(order.text && { note: order.text }),
      salesChannel: 'whatsapp',
      placedAt: draft.time,
    },
  });
};

/** @throws RangeError for a cart in two currencies, whose sum is no price. */
const sumOf = (lines: readonly { readonly quantity: number; readonly unitPrice: Money }[]): Money => {
  const currencies = new Set(lines.map(({ unitPrice }) => unitPrice.currency));
  const [currency = ''] = currencies;
  if (currencies.size !== 1) throw new RangeError('A cart is in one currency.');
  const amountMinor = lines.reduce(
    (sum, { quantity, unitPrice }) => sum + Math.round(quantity * unitPrice.amountMinor),
    0,
  );
  return { amountMinor, currency };
};
