import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { timestamp } from '../values/timestamp.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const activity = crmRecord.extend({
  kind: z
    .string()
    .max(256)
    .optional()
    .describe('`task`, `meeting`, `call`, `email`, … as the vendor names it.'),
  subject: z.string().max(2048).meta(pii('free_text')).optional(),
  body: z.string().meta(pii('free_text')).optional(),
  status: z.string().max(256).optional().describe('As the vendor names it.'),
  startAt: timestamp.optional(),
  dueAt: timestamp.optional(),
  durationSeconds: z.number().nonnegative().optional(),
  outcome: z.string().max(256).optional(),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '6001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/activities/6001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  kind: 'meeting',
  subject: 'Renewal',
  body: 'Ask about the second site.',
  status: 'COMPLETED',
  startAt: '2026-11-21T09:00:00Z',
  dueAt: '2026-11-21T10:00:00Z',
  durationSeconds: 1800,
  outcome: 'INTERESTED',
  associations: [{ objectType: 'deal', objectId: '9001' }],
  properties: { location: 'online' },
};

/** Defines `activity.created`. */
export const activityCreated = defineEvent({
  type: 'activity.created',
  title: 'Activity created',
  description: 'An activity was added to the CRM.',
  data: activity,
  example,
});

/** Data of `activity.created`: an activity was added to the CRM. */
export interface ActivityCreated extends z.output<typeof activityCreated.data> {}

/** Defines `activity.updated`. */
export const activityUpdated = defineEvent({
  type: 'activity.updated',
  title: 'Activity updated',
  description:
    'Fields of an activity changed. A thin event gives their names alone: fetch the record for the rest.',
  data: activity.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'status', value: 'COMPLETED', previousValue: 'NOT_STARTED' }],
  },
});

/** Data of `activity.updated`: fields of an activity changed. */
export interface ActivityUpdated extends z.output<typeof activityUpdated.data> {}

/** Defines `activity.deleted`. */
export const activityDeleted = defineEvent({
  type: 'activity.deleted',
  title: 'Activity deleted',
  description: 'An activity was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `activity.deleted`: an activity was removed from the CRM. */
export interface ActivityDeleted extends z.output<typeof activityDeleted.data> {}

/** Defines `activity.merged`. */
export const activityMerged = defineEvent({
  type: 'activity.merged',
  title: 'Activities merged',
  description: 'Activities that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['6002'] },
});

/** Data of `activity.merged`: activities that were the same became one. */
export interface ActivityMerged extends z.output<typeof activityMerged.data> {}

/** Defines `activity.restored`. */
export const activityRestored = defineEvent({
  type: 'activity.restored',
  title: 'Activity restored',
  description: 'An activity that was deleted is back.',
  data: activity,
  example,
});

/** Data of `activity.restored`: an activity that was deleted is back. */
export interface ActivityRestored extends z.output<typeof activityRestored.data> {}

/** All events of activities. */
export const activityEvents: readonly EventDefinition[] = [
  activityCreated,
  activityUpdated,
  activityDeleted,
  activityMerged,
  activityRestored,
];
