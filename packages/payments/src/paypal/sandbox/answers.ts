import type { SandboxResponse } from '@touchline/core/sandbox';
import { Refusal } from '../../sandbox-refusal.ts';

/** An error, as PayPal answers it: https://developer.paypal.com/api/rest/responses/#failed-requests. */
export const errorAnswer = (
  status: number,
  name: string,
  detail?: { readonly issue: string; readonly description: string; readonly field?: string },
): SandboxResponse => ({
  status,
  body: {
    name,
    message: messages[name] ?? name,
    debug_id: 'f0a1b2c3d4e5f',
    ...(detail && { details: [detail] }),
    links: [],
  },
});

const messages: Readonly<Record<string, string>> = {
  INVALID_REQUEST: 'Request is not well-formed, syntactically incorrect, or violates schema.',
  RESOURCE_NOT_FOUND: 'The specified resource does not exist.',
  UNPROCESSABLE_ENTITY:
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
};

/** A 422 to throw. */
export const unprocessable = (issue: string, description: string): Refusal =>
  new Refusal(errorAnswer(422, 'UNPROCESSABLE_ENTITY', { issue, description }));

/** A 400 to throw. */
export const malformed = (issue: string, field: string): Refusal =>
  new Refusal(errorAnswer(400, 'INVALID_REQUEST', { issue, description: 'See the field.', field }));

/** A 404 to throw. */
export const notFound = (): Refusal =>
  new Refusal(
    errorAnswer(404, 'RESOURCE_NOT_FOUND', {
      issue: 'INVALID_RESOURCE_ID',
      description: 'Specified resource ID does not exist. Please check the resource ID and try again.',
    }),
  );
