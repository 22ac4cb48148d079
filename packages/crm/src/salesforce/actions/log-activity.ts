import { type ActionContext, timestampFromMs } from '@touchline/core';
import type { z } from 'zod';
import type { LogActivityOutput, logActivity } from '../../contract.ts';
import type { SalesforceSettings } from '../config.ts';
import type { SalesforceObject } from '../object-types.ts';
import { findContact } from './find-contact.ts';
import { createRecordOnce } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { cut, sentFields } from './sent-fields.ts';
import { runUpsertContact } from './upsert-contact.ts';

type Context = ActionContext<SalesforceSettings>;
type Activity = z.output<typeof logActivity.input>;
type Status = NonNullable<Activity['status']>;

/** The object that an activity of a kind is: a meeting is an event, all else a task. */
export const objectOfActivity = (kind: Activity['kind']): SalesforceObject =>
  kind === 'meeting' ? 'Event' : 'Task';

/**
 * Adds a task or an event to the timelines of the person and of one other record: the ticket, else the deal, else the company. Of a ticket and a
 * deal Salesforce shows it at their company as well.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_event.htm
 */
export const runLogActivity = async (input: Activity, context: Context): Promise<LogActivityOutput> => {
  const whoId = await contactIdOf(input, context);
  if (whoId === 'ignored') return { created: false };
  const { kind, ticketId, dealId, companyId, ownerId } = input;
  const occurredAt = input.occurredAt ?? timestampFromMs(context.clock.now());
  const fields = sentFields(
    {
      Subject: cut(input.subject ?? subjects[kind], 255),
      Description: cut(descriptionOf(input), 32_000),
      WhoId: whoId,
      WhatId: ticketId ?? dealId ?? companyId,
      OwnerId: ownerId,
      ...(kind === 'meeting' ? eventFields(input, occurredAt) : taskFields(input, occurredAt)),
    },
    input.properties,
  );
  return createRecordOnce(objectOfActivity(kind), fields, context);
};

const contactIdOf = async (
  { contact, ifUnknown }: Activity,
  context: Context,
): Promise<string | 'ignored' | undefined> => {
  if (contact === undefined || ifUnknown === 'reject') return requireContactId(contact, context);
  const found = await findContact(contact, context);
  if (found) return found.Id;
  return ifUnknown === 'ignore' ? 'ignored' : (await runUpsertContact(contact, context)).id;
};

const subjects: Readonly<Record<Activity['kind'], string>> = {
  call: 'Call',
  email: 'Email',
  meeting: 'Meeting',
  note: 'Note',
  task: 'Task',
};

/** What has no field of its own stands in the text. */
const descriptionOf = ({ body, from, to, recordingUrl }: Activity): string | undefined => {
  const lines = [
    body,
    from === undefined ? undefined : `From: ${from}`,
    to === undefined ? undefined : `To: ${to}`,
    recordingUrl === undefined ? undefined : `Recording: ${recordingUrl}`,
  ].filter((line) => line !== undefined);
  return lines.length > 0 ? lines.join('\n') : undefined;
};

type Fields = Readonly<Record<string, string | number | undefined>>;

const taskFields = (input: Activity, occurredAt: string): Fields => ({
  ActivityDate: occurredAt.slice(0, 10),
  Status: taskStatus[input.status ?? (input.kind === 'task' ? 'planned' : 'completed')],
  ...(input.kind === 'email' && { TaskSubtype: 'Email' }),
  ...(input.kind === 'call' && callFields(input)),
});

const callFields = ({ durationSeconds, direction, status }: Activity): Fields => ({
  TaskSubtype: 'Call',
  CallDurationInSeconds: durationSeconds === undefined ? undefined : Math.round(durationSeconds),
  CallType: direction === undefined ? undefined : direction === 'inbound' ? 'Inbound' : 'Outbound',
  CallDisposition: status && callDisposition[status],
});

const eventFields = ({ durationSeconds = 0 }: Activity, startAt: string): Fields => ({
  StartDateTime: startAt,
  DurationInMinutes: Math.ceil(durationSeconds / 60),
});

/** The statuses of a new org. Of a call that came to nothing the disposition tells. */
const taskStatus: Readonly<Record<Status, string>> = {
  planned: 'Not Started',
  completed: 'Completed',
  no_answer: 'Completed',
  busy: 'Completed',
  failed: 'Completed',
  canceled: 'Deferred',
};

/** Free text to Salesforce. */
const callDisposition: Readonly<Record<Status, string>> = {
  planned: 'Planned',
  completed: 'Completed',
  no_answer: 'No answer',
  busy: 'Busy',
  failed: 'Failed',
  canceled: 'Canceled',
};
