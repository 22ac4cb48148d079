import type { Clock } from '@touchline/core';
import type { SalesforceObject } from '../object-types.ts';
import { recordIdOf } from './record-id.ts';

/** What a field may hold. */
export type FieldValue = string | number | boolean | null;

/** A record in the sandbox's memory. */
export interface SandboxRecord {
  readonly id: string;
  readonly objectType: SandboxObject;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** The objects that the sandbox holds, with the prefixes of their ids. */
export const sandboxObjects = {
  Account: '001',
  Contact: '003',
  Opportunity: '006',
  Lead: '00Q',
  Task: '00T',
  Event: '00U',
  Case: '500',
} as const satisfies Record<SalesforceObject, string>;

/** See {@link sandboxObjects}. */
export type SandboxObject = keyof typeof sandboxObjects;

/** The records of an org. */
export interface SandboxStore {
  readonly records: ReadonlyMap<string, SandboxRecord>;
  readonly of: (objectType: SandboxObject) => readonly SandboxRecord[];
  readonly create: (objectType: SandboxObject, fields: Readonly<Record<string, FieldValue>>) => SandboxRecord;
  readonly update: (id: string, fields: Readonly<Record<string, FieldValue>>) => SandboxRecord | undefined;
  readonly delete: (id: string) => boolean;
}

/** Makes an empty store; ids are counted. */
export const createStore = (clock: Pick<Clock, 'now'>, organizationUserId: string): SandboxStore => {
  const records = new Map<string, SandboxRecord>();
  let number = 500;
  const now = (): string => new Date(clock.now()).toISOString().replace('Z', '+0000');
  const changed = () => ({
    LastModifiedDate: now(),
    SystemModstamp: now(),
    LastModifiedById: organizationUserId,
  });
  return {
    records,
    of: (objectType) => [...records.values()].filter((record) => record.objectType === objectType),
    create(objectType, fields) {
      number += 1;
      const id = recordIdOf(sandboxObjects[objectType], number);
      const made = { Id: id, IsDeleted: false, OwnerId: organizationUserId, CreatedDate: now() };
      const record = { id, objectType, fields: { ...made, ...fields, ...changed() } };
      records.set(id, record);
      return record;
    },
    update(id, fields) {
      const record = records.get(id);
      if (record === undefined) return undefined;
      const updated = { ...record, fields: { ...record.fields, ...fields, ...changed() } };
      records.set(id, updated);
      return updated;
    },
    delete: (id) => records.delete(id),
  };
};
