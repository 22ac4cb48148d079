import { type Money, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { PaymentStatus, payment } from '../../contract.ts';
import { linkOf } from '../payload/fields.ts';
import type { PayPalOrder, PayPalSettled } from '../payload/order.ts';
import { orderIdOf } from '../to-events/customer-ref.ts';

/** A payment as the contract has it. */
type Output = z.input<typeof payment>;

/**
 * An order as the contract has a payment.
 *
 * @throws TouchlineError `http.response_invalid` when the order says no amount.
 */
export const paymentOutput = (order: PayPalOrder): Output => {
  const { captures, authorizations, refunds, unit } = partsOf(order);
  if (unit?.amount === undefined)
    throw new TouchlineError('http.response_invalid', 'PayPal answered an order without an amount.', {
      connector: 'paypal',
    });
  const failing = captures.find(isRefused) ?? authorizations.find(isRefused);
  const status = statusOf(order);
  return {
    paymentId: order.id,
    status,
    amount: unit.amount,
    authorizedAmount: sumOf(authorizations.filter((each) => each.status === 'CREATED')),
    capturedAmount: sumOf(captures.filter((each) => collected.has(each.status ?? ''))),
    refundedAmount: sumOf(refunds.filter((each) => each.status === 'COMPLETED')),
    orderId: orderIdOf(unit.invoice_id, unit.custom_id),
    customerId: order.payer?.payer_id ?? order.payment_source?.paypal?.account_id,
    actionUrl: status === 'requires_action' ? linkOf(order.links, 'payer-action', 'approve') : undefined,
    // What PayPal's buttons take: https://developer.paypal.com/sdk/js/reference/
    clientToken: status === 'requires_action' ? order.id : undefined,
    failure: status === 'failed' && failing ? { code: failureOf(failing) } : undefined,
    createdAt: order.create_time,
  };
};

/** The same of an order that is not to have failed. @throws TouchlineError `http.rejected` for a decline, which PayPal answers with 201. */
export const notDeclined = (order: PayPalOrder): Output => {
  const output = paymentOutput(order);
  if (output.status !== 'failed') return output;
  const code = output.failure?.code ?? 'DECLINED';
  throw new TouchlineError('http.rejected', `PayPal declined the payment: ${code}.`, {
    connector: 'paypal',
    vendorCode: code,
  });
};

/** The first purchase unit of an order, and what became of all. */
export const partsOf = ({ purchase_units: units = [] }: PayPalOrder) => ({
  unit: units[0],
  captures: units.flatMap(({ payments }) => payments?.captures ?? []),
  authorizations: units.flatMap(({ payments }) => payments?.authorizations ?? []),
  refunds: units.flatMap(({ payments }) => payments?.refunds ?? []),
});

/** https://developer.paypal.com/docs/api/payments/v2/#definition-capture_status */
const collected: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

const isRefused = ({ status }: PayPalSettled): boolean =>
  status === 'DECLINED' || status === 'FAILED' || status === 'DENIED';

const failureOf = ({ status, status_details, processor_response }: PayPalSettled): string | undefined =>
  status_details?.reason ?? processor_response?.response_code ?? status;

/**
 * The status of an order, and of what was done with it, as the contract's.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#definition-order_status
 */
const statusOf = (order: PayPalOrder): PaymentStatus => {
  const { captures, authorizations } = partsOf(order);
  if (captures.some(({ status }) => collected.has(status ?? ''))) return 'succeeded';
  if (captures.some(({ status }) => status === 'PENDING')) return 'pending';
  if (authorizations.some(({ status }) => status === 'CREATED' || status === 'PARTIALLY_CAPTURED'))
    return 'authorized';
  if (authorizations.some(({ status }) => status === 'PENDING')) return 'pending';
  if (captures.some(isRefused) || authorizations.some(isRefused)) return 'failed';
  if (order.status === 'VOIDED' || authorizations.some(({ status }) => status === 'VOIDED'))
    return 'canceled';
  return waiting.has(order.status) ? 'requires_action' : 'pending';
};

const waiting: ReadonlySet<string> = new Set(['CREATED', 'SAVED', 'PAYER_ACTION_REQUIRED']);

const sumOf = (parts: readonly PayPalSettled[]): Money | undefined => {
  const amounts = parts.flatMap(({ amount }) => (amount ? [amount] : []));
  const [first] = amounts;
  return first && { ...first, amountMinor: amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
};
