import type { Clock } from '@touchline/core';

/** A record in the sandbox's memory. */
export interface SandboxRecord {
  readonly id: string;
  readonly properties: Record<string, string>;
  /** The records it was tied to when it was made. */
  readonly associations: { readonly toId: string; readonly associationTypeId: number }[];
  readonly createdAt: string;
  updatedAt: string;
}

/** The object types that the sandbox holds, by the name in the path. */
export const sandboxTypes = [
  'contacts',
  'companies',
  'deals',
  'tickets',
  'notes',
  'tasks',
  'calls',
  'emails',
  'meetings',
] as const;

/** See {@link sandboxTypes}. */
export type SandboxType = (typeof sandboxTypes)[number];

/** The records of one object type. */
export interface SandboxStore {
  readonly records: Map<string, SandboxRecord>;
  readonly create: (
    properties: Readonly<Record<string, string>>,
    associations: SandboxRecord['associations'],
  ) => SandboxRecord;
  readonly update: (record: SandboxRecord, properties: Readonly<Record<string, string>>) => SandboxRecord;
  /** By id, or by a property; e-mail addresses are compared without case, as HubSpot does. */
  readonly find: (value: string, property?: string) => SandboxRecord | undefined;
}

/** Makes an empty store; ids are handed out by `nextId`. */
export const createStore = (clock: Pick<Clock, 'now'>, nextId: () => string): SandboxStore => {
  const records = new Map<string, SandboxRecord>();
  const now = (): string => new Date(clock.now()).toISOString();
  const isSame = (property: string, held: string | undefined, value: string): boolean =>
    property === 'email' ? held?.toLowerCase() === value.toLowerCase() : held === value;
  return {
    records,
    create(properties, associations) {
      const [id, createdAt] = [nextId(), now()];
      const record = {
        id,
        properties: { ...properties, hs_object_id: id, createdate: createdAt },
        associations,
        createdAt,
        updatedAt: createdAt,
      };
      records.set(id, record);
      return record;
    },
    update(record, properties) {
      Object.assign(record.properties, properties);
      record.updatedAt = now();
      return record;
    },
    find: (value, property) =>
      property === undefined
        ? records.get(value)
        : [...records.values()].find((record) => isSame(property, record.properties[property], value)),
  };
};
