import { type ActionContext, TouchlineError, timestampFromMs } from '@touchline/core';
import { z } from 'zod';
import type { LogActivityOutput, logActivity } from '../../contract.ts';
import { htmlOf } from '../../records/html-of.ts';
import { type PipedriveSettings, pipedriveApi } from '../config.ts';
import { findPersonId } from './find-person.ts';
import { createRecord, optionalNumberOf, type SentFields } from './records.ts';
import { requirePersonId } from './require-person.ts';
import { sentFields } from './sent-fields.ts';
import { runUpsertContact } from './upsert-contact.ts';

type Context = ActionContext<PipedriveSettings>;
type Activity = z.output<typeof logActivity.input>;

/** Adds a note, or an activity of one of the types that every account has, to the timelines of the records it is tied to. */
export const runLogActivity = async (input: Activity, context: Context): Promise<LogActivityOutput> => {
  if (input.ticketId !== undefined)
    throw new TouchlineError('action.not_supported', 'Pipedrive has no tickets.', {
      connector: 'pipedrive',
      issues: [{ path: 'ticketId', message: 'is of no record of Pipedrive' }],
    });
  const personId = await personIdOf(input, context);
  if (personId === 'ignored') return { created: false };
  const occurredAt = input.occurredAt ?? timestampFromMs(context.clock.now());
  return input.kind === 'note'
    ? createNote(noteFields(input, personId, occurredAt), context)
    : createRecord('activities', activityFields(input, personId, occurredAt), context);
};

const personIdOf = async (
  { contact, ifUnknown }: Activity,
  context: Context,
): Promise<number | 'ignored' | undefined> => {
  if (contact === undefined || ifUnknown === 'reject') return requirePersonId(contact, context);
  const found = await findPersonId(contact, context);
  if (found !== undefined) return found;
  return ifUnknown === 'ignore' ? 'ignored' : Number((await runUpsertContact(contact, context)).id);
};

const saved = z.object({ data: z.object({ id: z.int() }) });

/** Notes are in the first version of the API alone: https://developers.pipedrive.com/docs/api/v1/Notes#addNote. */
const createNote = async (fields: SentFields, { http, signal }: Context): Promise<LogActivityOutput> => {
  const { body } = await http.post(`${pipedriveApi.v1}/notes`, {
    json: fields,
    response: saved,
    signal,
    operation: 'notes.create',
  });
  return { id: String(body.data.id), created: true };
};

/** A note has no title, and its time is written without a zone, in UTC. */
const noteFields = (input: Activity, personId: number | undefined, occurredAt: string): SentFields =>
  sentFields(
    {
      content: htmlOf(
        [input.subject, input.body].filter((part) => part !== undefined).join('\n\n') || 'Note',
      ),
      person_id: personId,
      org_id: optionalNumberOf(input.companyId, 'companyId'),
      deal_id: optionalNumberOf(input.dealId, 'dealId'),
      user_id: optionalNumberOf(input.ownerId, 'ownerId'),
      add_time: new Date(occurredAt).toISOString().slice(0, 19).replace('T', ' '),
    },
    input.properties,
  );

/**
 * A person is tied as the primary participant. Times of day and durations have no seconds.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Activities#addActivity
 * @see https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide
 */
const activityFields = (input: Activity, personId: number | undefined, occurredAt: string): SentFields => {
  const { kind, subject, durationSeconds, status = kind === 'task' ? 'planned' : 'completed' } = input;
  const when = new Date(occurredAt).toISOString();
  return sentFields(
    {
      type: kind,
      subject: subject ?? subjects[kind],
      note: htmlOf(noteOf(input)),
      due_date: when.slice(0, 10),
      due_time: when.slice(11, 16),
      duration: durationSeconds === undefined ? undefined : durationOf(durationSeconds),
      done: status !== 'planned',
      owner_id: optionalNumberOf(input.ownerId, 'ownerId'),
      deal_id: optionalNumberOf(input.dealId, 'dealId'),
      org_id: optionalNumberOf(input.companyId, 'companyId'),
      participants: personId === undefined ? undefined : [{ person_id: personId, primary: true }],
    },
    input.properties,
  );
};

const subjects: Readonly<Record<Activity['kind'], string>> = {
  call: 'Call',
  email: 'Email',
  meeting: 'Meeting',
  note: 'Note',
  task: 'Task',
};

const outcomes: Readonly<Record<NonNullable<Activity['status']>, string | undefined>> = {
  planned: undefined,
  completed: undefined,
  no_answer: 'No answer',
  busy: 'Busy',
  failed: 'Failed',
  canceled: 'Canceled',
};

/** What has no field of its own stands in the text. */
const noteOf = ({ body, direction, status, from, to, recordingUrl }: Activity): string | undefined => {
  const outcome = status && outcomes[status];
  const lines = [
    body,
    direction === undefined ? undefined : `Direction: ${direction}`,
    outcome === undefined ? undefined : `Outcome: ${outcome}`,
    from === undefined ? undefined : `From: ${from}`,
    to === undefined ? undefined : `To: ${to}`,
    recordingUrl === undefined ? undefined : `Recording: ${recordingUrl}`,
  ].filter((line) => line !== undefined);
  return lines.length > 0 ? lines.join('\n') : undefined;
};

const durationOf = (seconds: number): string => {
  const minutes = Math.ceil(seconds / 60);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
};
