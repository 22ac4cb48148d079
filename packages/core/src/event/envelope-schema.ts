import { z } from 'zod';
import { timestamp } from '../values/timestamp.ts';

/**
 * Text of an attribute. Attributes travel as HTTP headers too, so control characters are refused.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system
 */
const text = z
  .string()
  .min(1)
  .max(4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about.
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'must not hold control characters');

/** The attributes of an event. `data` has the schema of its type; other attributes are extensions and are kept. */
export const envelopeSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: text.max(1024),
    source: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^[^\s"<>\\^`{|}]+$/, 'must be a URI-reference, such as /connectors/stripe'),
    type: z.string().min(1).max(256),
    time: timestamp,
    subject: text.optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/json\s*(;|$)/i, 'must be application/json')
      .transform(() => 'application/json' as const)
      .default('application/json'),
    dataschema: text.optional(),
    // Whether it may be absent, the schema of its type says.
    data: z.unknown().optional(),
    partitionkey: text.optional(),
    traceparent: text.optional(),
    tracestate: text.optional(),
    correlationid: text.optional(),
    causationid: text.optional(),
    causationdepth: z.int().min(0).max(1_000).optional(),
    origin: text.optional(),
    tenantid: text.optional(),
    sequence: text.optional(),
  })
  .catchall(z.union([text, z.int(), z.boolean()]));
