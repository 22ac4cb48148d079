import { z } from 'zod';

/*
 * What TypeScript promises at compile time, said again for those who write JavaScript: a definition that cannot work is
 * refused where it stands, not at three in the night inside of a delivery.
 */

const aFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const aSchema = z.custom((value) => value instanceof z.ZodType, 'must be a schema of zod 4');
const aText = z.string().min(1);
const aWholeNumber = z.int().min(1);
const idempotency = z.enum(['key', 'natural', 'no']);

/** What `defineAction` takes. */
export const contractSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]*$/, 'must be camel case, such as refundPayment'),
  title: aText,
  description: z.string(),
  input: aSchema,
  output: aSchema,
  effect: z.enum(['read', 'write', 'destructive']),
  idempotent: idempotency,
  example: z.unknown().optional(),
});

/** What the `actions` of a definition answer with. */
export const implementedActionsSchema = z.record(
  z.string(),
  z.strictObject(
    {
      contract: contractSchema,
      implementation: z.strictObject(
        {
          run: aFunction,
          idempotent: idempotency.optional(),
          reconcile: aFunction.optional(),
          batch: z
            .strictObject({ maxItems: aWholeNumber, maxWaitMs: z.number().min(0), run: aFunction })
            .optional(),
        },
        { error: ({ code }) => (code === 'invalid_type' ? 'must be a function, or { run }' : undefined) },
      ),
    },
    {
      error: ({ code }) => (code === 'invalid_type' ? 'must be made by implement(contract, run)' : undefined),
    },
  ),
  { error: ({ code }) => (code === 'invalid_type' ? 'must answer an object of actions' : undefined) },
);

/** The kinds of system that connectors speak to. */
export const connectorCategories = [
  'crm',
  'email',
  'chat',
  'voice',
  'payments',
  'commerce',
  'support',
  'device',
  'assistant',
  'other',
] as const;

/** What `defineConnector` takes. */
export const definitionSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes, such as acme-ledger'),
  title: aText,
  category: z.enum(connectorCategories),
  specVersion: z.literal(1, 'must be 1, the version of the contract that this package knows'),
  config: z.custom((value) => value instanceof z.ZodObject, 'must be a z.object'),
  limits: z
    .strictObject({
      maxConcurrency: aWholeNumber.optional(),
      rate: z.strictObject({ requests: aWholeNumber, perMs: aWholeNumber }).optional(),
      webhookTimeoutMs: aWholeNumber.optional(),
    })
    .optional(),
  http: aFunction.optional(),
  inbound: z
    .strictObject({
      methods: z
        .array(z.string().regex(/^[A-Z]+$/, 'must be in upper case, such as POST'))
        .min(1)
        .optional(),
      maxBodyBytes: aWholeNumber.optional(),
      handshake: aFunction.optional(),
      verify: aFunction,
      parse: aFunction.optional(),
      items: aFunction.optional(),
      payload: aSchema,
      toEvents: aFunction,
      reply: aFunction.optional(),
    })
    .optional(),
  poll: z.strictObject({ everyMs: z.number().min(1), ask: aFunction }).optional(),
  stream: aFunction.optional(),
  actions: aFunction.optional(),
  on: z.record(z.string(), z.unknown()).optional(),
  check: aFunction.optional(),
  erase: aFunction.optional(),
  close: aFunction.optional(),
});
