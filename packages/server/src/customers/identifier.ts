import { pii, TouchlineError } from '@touchline/core';
import type { Identifier } from '@touchline/hub';
import { z } from 'zod';

/** One thing that a customer is known by. */
export const identifier = z
  .strictObject({
    namespace: z
      .string()
      .regex(
        /^([a-z][a-z0-9_]{0,31}|external:[^\s:]{1,128})$/,
        'must be a namespace, such as email or external:stripe',
      )
      .describe(
        '`user` (your own id), `email`, `phone`, `device`, `anonymous`, `external:` with the name of a connector, or one of yours.',
      ),
    value: z.string().min(1).max(640).meta(pii('identifier')).describe('Written in whatever way.'),
  })
  .meta({ id: 'CustomerIdentifier', description: 'One thing that a customer is known by.' });

/** An identifier as one text: `email:jane@example.com`, `external:stripe:cus_1`. */
export const identifierField = z
  .string()
  .max(1_024)
  .regex(/^([a-z][a-z0-9_]{0,31}|external:[^\s:]{1,128}):./, 'must be a namespace, a colon and a value')
  .meta(pii('identifier'))
  .describe(
    'Only the customer of this identifier: `email:jane@example.com`, `external:stripe:cus_1`. URLs end in logs: prefer `POST /v1/customers/lookup`.',
  );

/** Reads an {@link identifierField}. */
export const identifierIn = (text: string): Identifier => {
  const [, namespace, value] = /^(external:[^:]+|[^:]+):(.+)$/s.exec(text) ?? [];
  if (namespace !== undefined && value !== undefined) return { namespace, value };
  throw new TouchlineError('request.invalid', 'The identifier must be a namespace, a colon and a value.', {
    issues: [{ path: 'query.identifier', message: 'must be a namespace, a colon and a value' }],
  });
};
