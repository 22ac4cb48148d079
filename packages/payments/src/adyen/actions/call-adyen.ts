import { createHash } from 'node:crypto';
import { type ActionContext, type ActionImplementation, type Money, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { AdyenSettings } from '../config.ts';
import { metadataKeys } from '../metadata-keys.ts';

/** What the actions are given. */
export type AdyenContext = ActionContext<AdyenSettings>;

/** How Adyen does an action of the contract. */
export type AdyenAction<Contract extends { readonly input: z.ZodType; readonly output: z.ZodType }> =
  ActionImplementation<AdyenSettings, Contract['input'], Contract['output']>;

/** A POST for the merchant account, with the call's key. */
export const post = async <Schema extends z.ZodType>(
  { config: { merchantAccount }, http, signal, idempotencyKey }: AdyenContext,
  path: string,
  request: {
    readonly operation: string;
    readonly json: Readonly<Record<string, unknown>>;
    readonly response: Schema;
  },
): Promise<z.output<Schema>> => {
  const { body } = await http.post(path, {
    operation: request.operation,
    json: { merchantAccount, ...request.json },
    response: request.response,
    signal,
    idempotencyKey: shortKey(idempotencyKey),
  });
  return body;
};

/**
 * Adyen takes keys of at most 64 characters: https://docs.adyen.com/development-resources/api-idempotency. A longer one is sent as its
 * hash, which is as stable.
 */
export const shortKey = (key: string): string =>
  key.length <= 64 ? key : createHash('sha256').update(key).digest('hex');

/** Your reference of a payment: the order, else the key of the call. Adyen demands one, of at most 80 characters. */
export const referenceOf = (orderId: string | undefined, { idempotencyKey }: AdyenContext): string => {
  if (orderId !== undefined && orderId.length > 80)
    throw refused('orderId: Adyen takes at most 80 characters.');
  return orderId ?? shortKey(idempotencyKey);
};

/**
 * How Adyen is told when to capture. An account that captures by itself must not be asked to wait: its webhooks would tell of a
 * payment that is only reserved as one that succeeded.
 *
 * @throws TouchlineError `action.not_supported`.
 */
export const requireCaptureMode = (wanted: 'automatic' | 'manual', { config }: AdyenContext): void => {
  if (wanted === 'manual' && config.capture === 'automatic')
    throw new TouchlineError(
      'action.not_supported',
      "Adyen can only wait for a capture where the merchant account does: set capture to 'manual' in the config once it is.",
    );
};

/**
 * What you attached, with what the connector has to find again.
 *
 * @throws TouchlineError `action.input_invalid` for more than Adyen takes.
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments#request-metadata
 */
export const metadataOf = (
  metadata: Readonly<Record<string, string>> | undefined,
  capture: 'automatic' | 'manual',
  { config }: AdyenContext,
): Readonly<Record<string, string>> | undefined => {
  const entries = Object.entries({
    ...metadata,
    ...(capture !== config.capture && { [metadataKeys.capture]: capture }),
  });
  const fits =
    entries.length <= 20 && entries.every(([name, value]) => name.length <= 20 && value.length <= 80);
  if (!fits)
    throw refused('metadata: Adyen takes at most 20 entries, with names of 20 characters and values of 80.');
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/**
 * The amount, without which Adyen does nothing; it has no API that would tell what is left.
 *
 * @throws TouchlineError `action.not_supported` when there is none.
 */
export const requireAmount = (amount: Money | undefined): Money => {
  if (amount) return amount;
  throw new TouchlineError(
    'action.not_supported',
    'Adyen cannot tell what is left of a payment: give the amount.',
  );
};

/** The error for an input that Adyen would refuse. */
export const refused = (sentence: string): TouchlineError =>
  new TouchlineError('action.input_invalid', sentence);
