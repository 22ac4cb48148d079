import { z } from 'zod';
import { timestamp } from '../values/timestamp.ts';

/** SQLite and UTF-8 know no halves of surrogate pairs: two ids that differ in them would become one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about.
const printable = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u;

/**
 * Text of an attribute. Attributes travel as HTTP headers too, so control characters are refused.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system
 */
const textUpTo = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(printable, 'must hold neither control characters nor halves of surrogate pairs');

const text = textUpTo(4096);

/** The attributes of an event. `data` has the schema of its type; other attributes are extensions and are kept. */
export const envelopeSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: textUpTo(1024),
    source: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^[^\s"<>\\^`{|}\ud800-\udfff]+$/u, 'must be a URI-reference, such as /connectors/stripe'),
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
  .catchall(
    z.union(
      [text, z.int(), z.boolean()],
      'must be text of at most 4096 characters, a whole number or a boolean',
    ),
  );
