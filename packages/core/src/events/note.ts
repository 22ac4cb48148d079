import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { vendorId } from '../values/vendor-id.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const note = crmRecord.extend({
  text: z.string().meta(pii('free_text')).optional(),
  authorId: vendorId.optional().describe("The vendor's id of the user who wrote it."),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '8001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/notes/8001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  text: 'Prefers to be called in the morning.',
  authorId: '48210',
  associations: [{ objectType: 'contact', objectId: '512' }],
  properties: { pinned: true },
};

/** Defines `note.created`. */
export const noteCreated = defineEvent({
  type: 'note.created',
  title: 'Note created',
  description: 'A note was added to the CRM.',
  data: note,
  example,
});

/** Data of `note.created`: a note was added to the CRM. */
export interface NoteCreated extends z.output<typeof noteCreated.data> {}

/** Defines `note.updated`. */
export const noteUpdated = defineEvent({
  type: 'note.updated',
  title: 'Note updated',
  description:
    'Fields of a note changed. A thin event gives their names alone: fetch the record for the rest.',
  data: note.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'text', value: 'Prefers to be called in the morning.', previousValue: '' }],
  },
});

/** Data of `note.updated`: fields of a note changed. */
export interface NoteUpdated extends z.output<typeof noteUpdated.data> {}

/** Defines `note.deleted`. */
export const noteDeleted = defineEvent({
  type: 'note.deleted',
  title: 'Note deleted',
  description: 'A note was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `note.deleted`: a note was removed from the CRM. */
export interface NoteDeleted extends z.output<typeof noteDeleted.data> {}

/** Defines `note.merged`. */
export const noteMerged = defineEvent({
  type: 'note.merged',
  title: 'Notes merged',
  description: 'Notes that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['8002'] },
});

/** Data of `note.merged`: notes that were the same became one. */
export interface NoteMerged extends z.output<typeof noteMerged.data> {}

/** Defines `note.restored`. */
export const noteRestored = defineEvent({
  type: 'note.restored',
  title: 'Note restored',
  description: 'A note that was deleted is back.',
  data: note,
  example,
});

/** Data of `note.restored`: a note that was deleted is back. */
export interface NoteRestored extends z.output<typeof noteRestored.data> {}

/** All events of notes. */
export const noteEvents: readonly EventDefinition[] = [
  noteCreated,
  noteUpdated,
  noteDeleted,
  noteMerged,
  noteRestored,
];
