import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';
import { passedOn } from '../lenient-fields.ts';

const detail = z.object({
  issue: passedOn(z.string()),
  description: passedOn(z.string()),
  field: passedOn(z.string()),
});

const errorBody = z.object({
  name: passedOn(z.string()),
  message: passedOn(z.string()),
  details: passedOn(z.array(detail)),
  /** Of the token endpoint, and of a token that is refused. */
  error: passedOn(z.string()),
  error_description: passedOn(z.string()),
});

/**
 * What PayPal's issues mean for a delivery, where the status does not say it: another request is under way, or it is your own account
 * that cannot take payments.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#errors
 */
const dispositions: Readonly<Record<string, 'retry' | 'reauthorize'>> = {
  ORDER_COMPLETION_IN_PROGRESS: 'retry',
  PREVIOUS_REQUEST_IN_PROGRESS: 'retry',
  RESOURCE_CONFLICT: 'retry',
  PAYEE_ACCOUNT_INVALID: 'reauthorize',
  PAYEE_ACCOUNT_LOCKED_OR_CLOSED: 'reauthorize',
  PAYEE_ACCOUNT_NOT_VERIFIED: 'reauthorize',
  PAYEE_ACCOUNT_RESTRICTED: 'reauthorize',
};

/**
 * Reads an error of PayPal's. `vendorCode` is the first issue, such as `INSTRUMENT_DECLINED`, else the name, such as
 * `RESOURCE_NOT_FOUND`. A decline and an invoice that was paid already (422) are rejected.
 */
export const paypalError = ({ status, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const { name, message, details = [], error, error_description } = errorBody.safeParse(body).data ?? {};
  const [first] = details;
  const codes = [first?.issue, name, error].filter((code) => code !== undefined);
  const known = codes.find((code) => Object.hasOwn(dispositions, code));
  const said = [first?.description ?? message ?? error_description, first?.field && `(${first.field})`]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    ...(known !== undefined && { disposition: dispositions[known] }),
    ...(codes[0] !== undefined && { vendorCode: codes[0] }),
    ...(said !== '' && { message: said }),
  } as ErrorReading;
};

/** Whether an error is one of these issues. */
export const isIssue = (thrown: unknown, issues: readonly string[]): boolean =>
  issues.includes((thrown as { readonly vendorCode?: string } | undefined)?.vendorCode ?? '');
