import { createHash } from 'node:crypto';
import { type ActionContext, type ActionImplementation, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { PayPalSettings } from '../config.ts';

/** What the actions are given. */
export type PayPalContext = ActionContext<PayPalSettings>;

/** How PayPal does an action of the contract. */
export type PayPalAction<Contract extends { readonly input: z.ZodType; readonly output: z.ZodType }> =
  ActionImplementation<PayPalSettings, Contract['input'], Contract['output']>;

/**
 * A POST that is answered with the whole resource, with the call's key.
 *
 * @see https://developer.paypal.com/api/rest/reference/idempotency/
 */
export const post = async <Schema extends z.ZodType>(
  { http, signal, idempotencyKey }: PayPalContext,
  path: string,
  request: {
    readonly operation: string;
    readonly json?: Readonly<Record<string, unknown>>;
    readonly response: Schema;
    /** Tells the requests of one call apart, where it makes several. */
    readonly step?: string;
  },
): Promise<z.output<Schema>> => {
  const { operation, json = {}, response, step } = request;
  const { body } = await http.post(path, {
    operation,
    json,
    response,
    signal,
    headers: { prefer: 'return=representation' },
    idempotencyKey: shortKey(step === undefined ? idempotencyKey : `${idempotencyKey}:${step}`),
  });
  return body;
};

/**
 * PayPal takes keys of at most 108 characters for orders. A longer one is sent as its hash, which is as stable.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_create
 */
const shortKey = (key: string): string =>
  key.length <= 108 ? key : createHash('sha256').update(key).digest('hex');

/** Cuts a text to what PayPal takes. */
export const cut = (text: string | undefined, length: number): string | undefined => {
  if (text === undefined || text.length <= length) return text;
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
};

/** Your reference of an order. @throws TouchlineError `action.input_invalid` when PayPal has no room for it. */
export const invoiceIdOf = (orderId: string | undefined): string | undefined => {
  if (orderId === undefined || orderId.length <= 127) return orderId;
  throw new TouchlineError('action.input_invalid', 'orderId: PayPal takes at most 127 characters.');
};
