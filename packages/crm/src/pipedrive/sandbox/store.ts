import type { Clock } from '@touchline/core';

/** What the sandbox holds, by the name in the path. */
export const sandboxCollections = ['persons', 'organizations', 'deals', 'activities', 'notes'] as const;

/** See {@link sandboxCollections}. */
export type SandboxCollection = (typeof sandboxCollections)[number];

/** A record in the sandbox's memory, as version 2 of the API gives it. */
export interface SandboxRecord {
  readonly id: number;
  readonly custom_fields: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The records of one collection. */
export interface SandboxStore {
  readonly records: Map<number, SandboxRecord>;
  readonly create: (fields: Readonly<Record<string, unknown>>) => SandboxRecord;
  readonly update: (record: SandboxRecord, fields: Readonly<Record<string, unknown>>) => SandboxRecord;
}

/** Makes an empty store; ids are handed out by `nextId`. */
export const createStore = (
  clock: Pick<Clock, 'now'>,
  ownerId: number,
  nextId: () => number,
): SandboxStore => {
  const records = new Map<number, SandboxRecord>();
  const now = (): string => new Date(clock.now()).toISOString().replace('.000Z', 'Z');
  return {
    records,
    create({ custom_fields = {}, ...fields }) {
      const record: SandboxRecord = {
        id: nextId(),
        owner_id: ownerId,
        is_deleted: false,
        add_time: now(),
        update_time: now(),
        ...named(fields, {}),
        custom_fields: custom_fields as Record<string, unknown>,
      };
      records.set(record.id, record);
      return record;
    },
    update(record, { custom_fields = {}, ...fields }) {
      const updated: SandboxRecord = {
        ...record,
        ...named(fields, record),
        custom_fields: { ...record.custom_fields, ...(custom_fields as Record<string, unknown>) },
        update_time: now(),
      };
      records.set(record.id, updated);
      return updated;
    },
  };
};

/** A name is split, and parts of one are joined. */
const named = (
  fields: Readonly<Record<string, unknown>>,
  held: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const { name, first_name: first, last_name: last } = fields;
  if (first !== undefined || last !== undefined)
    return {
      ...fields,
      name: [first ?? held.first_name, last ?? held.last_name].filter(Boolean).join(' '),
    };
  if (typeof name !== 'string') return fields;
  const [firstName, ...rest] = name.split(' ');
  return { ...fields, first_name: firstName, last_name: rest.length > 0 ? rest.join(' ') : null };
};
