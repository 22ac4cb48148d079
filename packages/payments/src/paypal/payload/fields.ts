import { type Money, moneyFromDecimal } from '@touchline/core';
import { z } from 'zod';
import { enteredEmail, enteredName, passedOn } from '../../lenient-fields.ts';

/** An id of PayPal's. */
export const paypalId = z.string().min(1).max(255);

/** A reference that was given to PayPal, and that it hands back. */
export const reference = passedOn(z.string().min(1).max(255));

/** A time: https://developer.paypal.com/api/rest/reference/date-time/. */
export const paypalTime = z.iso
  .datetime({ offset: true, error: 'must be a time' })
  .transform((text) => new Date(text).toISOString());

const decimal = z.string().max(32);

/**
 * An amount, as any version of PayPal's API writes it: `{ currency_code, value }`, `{ currency, value }` or `{ currency, total }`.
 * Refunds of version 1 may be negative; how much they are is what counts.
 */
export const paypalMoney = z
  .union(
    [
      z
        .object({ currency_code: z.string(), value: decimal })
        .transform(({ currency_code, value }) => [value, currency_code]),
      z
        .object({ currency: z.string(), value: decimal })
        .transform(({ currency, value }) => [value, currency]),
      z
        .object({ currency: z.string(), total: decimal })
        .transform(({ currency, total }) => [total, currency]),
    ],
    { error: 'must be an amount with its currency' },
  )
  .transform(([value = '', currency = ''], context): Money => {
    try {
      return moneyFromDecimal(value.trim().replace(/^-/, ''), currency);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a decimal amount of its currency' });
      return z.NEVER;
    }
  });

/** Links to other resources: https://developer.paypal.com/api/rest/responses/#hateoas-links. */
export const paypalLinks = passedOn(z.array(z.object({ rel: z.string(), href: z.url() })));

/** The link of a relation. */
export const linkOf = (
  links: readonly { readonly rel: string; readonly href: string }[] | undefined,
  ...relations: readonly string[]
): string | undefined => links?.find(({ rel }) => relations.includes(rel))?.href;

/** A name in parts. */
export const paypalName = z
  .object({
    given_name: passedOn(z.string()),
    surname: passedOn(z.string()),
    full_name: passedOn(z.string()),
  })
  .transform(({ given_name, surname, full_name }) =>
    enteredName.parse(full_name ?? [given_name, surname].filter(Boolean).join(' ')),
  );

/** Who pays: https://developer.paypal.com/docs/api/orders/v2/#definition-payer. */
export const payer = z.object({
  payer_id: reference,
  email_address: enteredEmail,
  name: passedOn(paypalName),
});

/** See {@link payer}. */
export interface PayPalPayer extends z.output<typeof payer> {}
