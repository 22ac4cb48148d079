import { z } from 'zod';

/** Ids come as numbers or as text; a number that JavaScript cannot hold exactly is refused rather than rounded. */
const id = z.union([z.int(), z.string().min(1).max(256)]).transform(String);

/** The last moment that RFC 3339 can write. */
const lastMs = 253_402_300_799_999;

const word = z.string().min(1).max(64);

const sentRecord = z.record(z.string(), z.unknown());

/** A record of this shape, or nothing: of entities that are not mapped it may be anything. */
const lenientRecord = sentRecord.nullish().catch(undefined);

/**
 * Version 1: the record as it is and as it was, whole.
 *
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks
 */
const firstVersion = z
  .object({
    version: z.literal(1),
    meta: z.object({
      action: word,
      object: word,
      id,
      company_id: id,
      user_id: id.nullish().catch(undefined),
      timestamp: z
        .int()
        .nonnegative()
        .max(lastMs / 1_000),
      timestamp_micro: z.int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
      change_source: z.string().max(256).nullish().catch(undefined),
      host: z.string().max(255).nullish().catch(undefined),
    }),
    current: lenientRecord,
    previous: lenientRecord,
  })
  .transform(({ meta, current, previous }): PipedriveChange => {
    const micros = meta.timestamp_micro ?? meta.timestamp * 1_000_000;
    return {
      entity: meta.object,
      action: meta.action,
      happening: happenings.get(meta.action),
      recordId: meta.id,
      // Nothing else tells a change from the next one, and a retry repeats it. Two webhooks that send the same change send the same event.
      eventId: `${meta.object}-${meta.id}-${meta.action}-${micros}`,
      companyId: meta.company_id,
      timeMs: Math.floor(micros / 1_000),
      ...aboutOf(meta),
      ...(current && { current }),
      ...(previous && { previous }),
      isPartial: false,
    };
  });

/** RFC 3339, or ten digits of seconds: the documentation has both. */
const eventTime = z
  .union([z.iso.datetime({ offset: true }), z.string().regex(/^\d{10}$/), z.int().nonnegative()])
  .transform((time) => (/\D/.test(String(time)) ? Date.parse(String(time)) : Number(time) * 1_000))
  .refine((ms) => ms >= 0 && ms <= lastMs, 'must be a time');

/**
 * Version 2: the record as it is, and what the changed fields were.
 *
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
const secondVersion = z
  .object({
    version: z.literal(2),
    meta: z.object({
      action: word,
      entity: word,
      entity_id: id,
      id,
      company_id: id,
      user_id: id.nullish().catch(undefined),
      timestamp: eventTime,
      correlation_id: z.string().max(256).nullish().catch(undefined),
      change_source: z.string().max(256).nullish().catch(undefined),
      host: z.string().max(255).nullish().catch(undefined),
      merged_to_id: id.nullish().catch(undefined),
    }),
    data: lenientRecord,
    previous: lenientRecord,
  })
  .transform(
    ({ meta, data, previous }): PipedriveChange => ({
      entity: meta.entity,
      action: meta.action,
      happening: happenings.get(meta.action),
      recordId: meta.entity_id,
      // An id that is only the record's would make all of its changes one.
      eventId:
        meta.id === meta.entity_id ? `${meta.entity}-${meta.id}-${meta.action}-${meta.timestamp}` : meta.id,
      companyId: meta.company_id,
      timeMs: meta.timestamp,
      ...aboutOf(meta),
      ...(meta.correlation_id && { correlationId: meta.correlation_id }),
      ...(meta.merged_to_id && { mergedToId: meta.merged_to_id }),
      ...(data && { current: data }),
      ...(previous && { previous }),
      isPartial: true,
    }),
  );

/** What a webhook tells, whichever version it is of. */
export interface PipedriveChange {
  /** As Pipedrive names it: `person`. */
  readonly entity: string;
  /** As Pipedrive names it: `added` or `create`. */
  readonly action: string;
  /** Undefined for an action that nobody has heard of. */
  readonly happening: Happening | undefined;
  readonly recordId: string;
  readonly eventId: string;
  readonly companyId: string;
  readonly timeMs: number;
  readonly userId?: string;
  readonly changeSource?: string;
  readonly host?: string;
  readonly correlationId?: string;
  /** The record that this one went into. */
  readonly mergedToId?: string;
  readonly current?: SentRecord;
  readonly previous?: SentRecord;
  /** Whether `previous` holds the changed fields alone. */
  readonly isPartial: boolean;
}

/** A record as Pipedrive sends it. */
export type SentRecord = Readonly<Record<string, unknown>>;

type Happening = 'created' | 'updated' | 'deleted' | 'merged';

const happenings: ReadonlyMap<string, Happening> = new Map([
  ['added', 'created'],
  ['create', 'created'],
  ['updated', 'updated'],
  ['change', 'updated'],
  ['deleted', 'deleted'],
  ['delete', 'deleted'],
  ['merged', 'merged'],
]);

interface About {
  readonly user_id?: string | null | undefined;
  readonly change_source?: string | null | undefined;
  readonly host?: string | null | undefined;
}

const aboutOf = ({ user_id: userId, change_source: changeSource, host }: About) => ({
  ...(userId && { userId }),
  ...(changeSource && { changeSource }),
  ...(host && { host }),
});

/** A webhook of either version. `meta.entity` is there in the second one only. */
export const pipedrivePayload = z.preprocess(
  (body) => (isObject(body) ? { ...body, version: versionOf(body) } : body),
  z.discriminatedUnion('version', [firstVersion, secondVersion]),
);

const isObject = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

const versionOf = (body: object): 1 | 2 => {
  const meta = 'meta' in body && isObject(body.meta) ? body.meta : {};
  return Object.hasOwn(meta, 'entity') ? 2 : 1;
};
