import { jsonValue } from '@touchline/core';
import { z } from 'zod';

const id = z.string().min(1).max(1024);

/** A text that may be missing, empty or null: then it is not there. */
const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value || undefined);

/** Of a person only the id within the skill is read: their access token is not so much as looked at. */
const user = z
  .object({ userId: z.string().min(1).max(256).nullish().catch(undefined) })
  .nullish()
  .catch(undefined);

const application = z.object({ applicationId: text }).nullish().catch(undefined);

const slot = z.object({
  value: text,
  slotValue: z.unknown().optional(),
  resolutions: z
    .object({
      resolutionsPerAuthority: z
        .array(
          z.object({
            status: z.object({ code: z.string() }),
            values: z.array(z.object({ value: z.object({ name: text, id: text }) })).nullish(),
          }),
        )
        .max(20),
    })
    .nullish()
    .catch(undefined),
});

const intent = z.object({
  name: z.string().min(1).max(256),
  confirmationStatus: text,
  slots: z.record(z.string().min(1).max(256), slot).nullish(),
});

const failure = z.object({ type: text, message: text }).nullish().catch(undefined);

const session = z.object({
  new: z.boolean().nullish().catch(undefined),
  sessionId: id,
  application,
  user,
  attributes: z.record(z.string(), jsonValue).nullish().catch(undefined),
});

/**
 * A request of Alexa's: the fields that are read.
 *
 * @see https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html
 * @see https://developer.amazon.com/docs/smapi/skill-events-in-alexa-skills.html
 */
export const alexaEnvelope = z.object({
  session: session.nullish(),
  context: z
    .object({
      System: z.object({
        application,
        user,
        apiEndpoint: text,
        apiAccessToken: text,
        device: z
          .object({ supportedInterfaces: z.record(z.string(), z.unknown()).nullish().catch(undefined) })
          .nullish()
          .catch(undefined),
      }),
    })
    .nullish()
    .catch(undefined),
  request: z.object({
    type: z.string().regex(/^[\w.]{1,128}$/, 'must be the name of a request'),
    requestId: id,
    timestamp: z.string(),
    locale: text,
    intent: intent.nullish(),
    dialogState: text,
    reason: text,
    error: failure,
    token: text,
    arguments: z.array(jsonValue).max(100).nullish().catch(undefined),
    body: z
      .object({
        subscriptions: z
          .array(z.object({ eventName: z.string().min(1).max(256) }))
          .max(100)
          .nullish()
          .catch(undefined),
      })
      .nullish()
      .catch(undefined),
  }),
});

/** See {@link alexaEnvelope}. */
export type AlexaEnvelope = z.output<typeof alexaEnvelope>;
/** An intent as Alexa understood it. */
export type AlexaIntent = z.output<typeof intent>;
/** The words for one detail of an intent. */
export type AlexaSlot = z.output<typeof slot>;

/** The skill that a request is for. */
export const skillOf = ({ context, session }: AlexaEnvelope): string | undefined =>
  context?.System.application?.applicationId ?? session?.application?.applicationId;

/** The person's id within the skill. */
export const userIdOf = ({ context, session }: AlexaEnvelope): string | undefined =>
  context?.System.user?.userId ?? session?.user?.userId ?? undefined;

/**
 * What was said for each slot: the name of the entry that it matched, where the slot's type knows it; else the words. Slots
 * that nobody spoke of are left out.
 */
export const slotsOf = ({ slots }: AlexaIntent): Readonly<Record<string, string | readonly string[]>> =>
  Object.fromEntries(
    Object.entries(slots ?? {}).flatMap(([name, slot]) => {
      const value = saidFor(slot);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const saidFor = (slot: AlexaSlot): string | readonly string[] | undefined => {
  const several = severalOf(slot.slotValue);
  if (several) return several;
  const matches = (slot.resolutions?.resolutionsPerAuthority ?? []).filter(
    ({ status }) => status.code === 'ER_SUCCESS_MATCH',
  );
  return matches.flatMap(({ values }) => values ?? [])[0]?.value.name ?? slot.value;
};

/** A slot of several values. https://developer.amazon.com/docs/custom-skills/collect-multiple-values-in-a-slot.html */
const severalOf = (slotValue: unknown): readonly string[] | undefined => {
  const list = z
    .object({ type: z.literal('List'), values: z.array(z.object({ value: z.string() })).max(100) })
    .safeParse(slotValue);
  return list.success ? list.data.values.map(({ value }) => value) : undefined;
};
