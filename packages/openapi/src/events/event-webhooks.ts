import type { EventDefinition } from '@touchline/core';
import type { PathItemObject } from 'openapi3-ts/oas31';
import { pascalCase } from '../schema/component-name.ts';
import type { SchemaReference } from '../schema/component-schemas.ts';

/** The media type of a CloudEvents event in its JSON format. */
export const cloudEventMediaType = 'application/cloudevents+json';

/**
 * The request that an endpoint of yours gets when an event of a type happens, signed as Standard Webhooks.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhookOf = (
  { type, title, description }: EventDefinition,
  event: SchemaReference,
): PathItemObject => ({
  post: {
    tags: ['Webhooks'],
    summary: title,
    description,
    operationId: `on${pascalCase(type)}`,
    parameters: [
      header('webhook-id', 'The same in every attempt: the key to tell a repetition by.'),
      header('webhook-timestamp', 'When it was sent: seconds since the epoch.'),
      header(
        'webhook-signature',
        '`v1,` and the base64 of an HMAC-SHA256 over id, timestamp and body, joined by full stops; several while a secret is rotated.',
      ),
    ],
    requestBody: { required: true, content: { [cloudEventMediaType]: { schema: event } } },
    responses: {
      '2XX': { description: 'Taken. Answer within 15 seconds; do the work afterwards.' },
      '410': { description: 'Gone: the endpoint is disabled.' },
      '4XX': { description: 'Not taken, and not sent again; except 408, 425 and 429.' },
      '5XX': { description: 'Sent again later, for a day at least.' },
    },
    security: [],
  },
});

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
});
