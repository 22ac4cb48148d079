import { type ActionContext, timestampFromMs } from '@touchline/core';
import type { z } from 'zod';
import type { LogActivityOutput, logActivity } from '../../contract.ts';
import { htmlOf } from '../../records/html-of.ts';
import type { HubspotSettings } from '../config.ts';
import { associationsOf } from './associations.ts';
import { findContact } from './find-contact.ts';
import { createRecordOnce, type SentProperties } from './records.ts';
import { requireContactId } from './require-contact.ts';
import { sentProperties } from './sent-properties.ts';
import { runUpsertContact } from './upsert-contact.ts';

type Context = ActionContext<HubspotSettings>;
type Activity = z.output<typeof logActivity.input>;
type Status = NonNullable<Activity['status']>;

/** Adds a call, an e-mail, a meeting, a note or a task to the timelines of the records it is tied to. */
export const runLogActivity = async (input: Activity, context: Context): Promise<LogActivityOutput> => {
  const contact = await contactIdOf(input, context);
  if (contact === 'ignored') return { created: false };
  const { kind, companyId: company, dealId: deal, ticketId: ticket } = input;
  return createRecordOnce(
    kind,
    propertiesOf(input, context),
    associationsOf(kind, { contact, company, deal, ticket }),
    context,
  );
};

const contactIdOf = async (
  { contact, ifUnknown }: Activity,
  context: Context,
): Promise<string | 'ignored' | undefined> => {
  if (contact === undefined || ifUnknown === 'reject') return requireContactId(contact, context);
  const found = await findContact(contact, context);
  if (found) return found.id;
  return ifUnknown === 'ignore' ? 'ignored' : (await runUpsertContact(contact, context)).id;
};

const propertiesOf = (input: Activity, { clock }: Context): SentProperties => {
  const occurredAt = input.occurredAt ?? timestampFromMs(clock.now());
  return sentProperties(
    { hs_timestamp: occurredAt, hubspot_owner_id: input.ownerId, ...writers[input.kind](input, occurredAt) },
    input.properties,
  );
};

type Write = (input: Activity, occurredAt: string) => Readonly<Record<string, string | number | undefined>>;

const writers: Readonly<Record<Activity['kind'], Write>> = {
  /** https://developers.hubspot.com/docs/guides/api/crm/engagements/calls */
  call: ({ subject, body, durationSeconds, direction, status, from, to, recordingUrl }) => ({
    hs_call_title: subject,
    hs_call_body: htmlOf(body),
    hs_call_duration: durationSeconds === undefined ? undefined : Math.round(durationSeconds * 1_000),
    hs_call_direction: direction?.toUpperCase(),
    hs_call_status: status && callStatus[status],
    hs_call_from_number: from,
    hs_call_to_number: to,
    hs_call_recording_url: recordingUrl,
  }),
  /** https://developers.hubspot.com/docs/guides/api/crm/engagements/email */
  email: ({ subject, body, direction, status }) => ({
    hs_email_subject: subject,
    hs_email_text: body,
    hs_email_direction: direction === 'inbound' ? 'INCOMING_EMAIL' : 'EMAIL',
    hs_email_status: status && emailStatus[status],
  }),
  /** https://developers.hubspot.com/docs/guides/api/crm/engagements/meetings */
  meeting: ({ subject, body, durationSeconds, status }, startAt) => ({
    hs_meeting_title: subject,
    hs_meeting_body: htmlOf(body),
    hs_meeting_start_time: startAt,
    hs_meeting_end_time: timestampFromMs(Date.parse(startAt) + Math.round((durationSeconds ?? 0) * 1_000)),
    hs_meeting_outcome: status && meetingOutcome[status],
  }),
  /** A note has no title: https://developers.hubspot.com/docs/guides/api/crm/engagements/notes */
  note: ({ subject, body }) => ({
    hs_note_body: htmlOf([subject, body].filter((part) => part !== undefined).join('\n\n')),
  }),
  /** https://developers.hubspot.com/docs/guides/api/crm/engagements/tasks */
  task: ({ subject, body, status }) => ({
    hs_task_subject: subject,
    hs_task_body: htmlOf(body),
    hs_task_status: status === 'completed' ? 'COMPLETED' : 'NOT_STARTED',
    hs_task_type: 'TODO',
  }),
};

const callStatus: Readonly<Record<Status, string>> = {
  planned: 'QUEUED',
  completed: 'COMPLETED',
  no_answer: 'NO_ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
  canceled: 'CANCELED',
};

const emailStatus: Readonly<Partial<Record<Status, string>>> = {
  planned: 'SCHEDULED',
  completed: 'SENT',
  failed: 'FAILED',
};

const meetingOutcome: Readonly<Partial<Record<Status, string>>> = {
  planned: 'SCHEDULED',
  completed: 'COMPLETED',
  no_answer: 'NO_SHOW',
  canceled: 'CANCELED',
};
