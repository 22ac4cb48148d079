import type { CustomerRef } from '@touchline/core';
import {
  amount,
  country,
  email,
  type FieldValues,
  group,
  isCount,
  number,
  phone,
  type Read,
  type ReadSettings,
  readAll,
  text,
  time,
} from '../../records/field-values.ts';
import type { RecordKind } from '../../records/record-event.ts';

/** What the records of all kinds have. */
const common = {
  ownerId: text('hubspot_owner_id'),
  createdAt: time('createdate', 'hs_createdate'),
  updatedAt: time('hs_lastmodifieddate', 'lastmodifieddate'),
};

const address = group({
  line1: text('address'),
  line2: text('address2'),
  city: text('city'),
  region: text('state'),
  postalCode: text('zip'),
  country: country('hs_country_region_code', 'country'),
});

const activity = { ...common, createdAt: time('hs_createdate', 'createdate') };

/**
 * Where each field of an event's data stands among a record's properties.
 *
 * @see https://knowledge.hubspot.com/properties/hubspots-default-contact-properties and its sisters
 */
const fields = {
  contact: {
    ...common,
    firstName: text('firstname'),
    lastName: text('lastname'),
    email: text('email'),
    phone: text('phone', 'mobilephone'),
    jobTitle: text('jobtitle'),
    companyName: text('company'),
    address,
    language: text('hs_language'),
    lifecycleStage: text('lifecyclestage'),
  },
  company: {
    ...common,
    name: text('name'),
    domain: text('domain'),
    phone: text('phone'),
    address,
    industry: text('industry'),
    employeeCount: number('numberofemployees', isCount),
    annualRevenue: amount('annualrevenue', 'deal_currency_code'),
  },
  deal: {
    ...common,
    name: text('dealname'),
    amount: amount('amount', 'deal_currency_code'),
    stage: text('dealstage'),
    pipeline: text('pipeline'),
    probability: number('hs_deal_stage_probability', (value) => value >= 0 && value <= 1),
    expectedCloseAt: time('closedate'),
  },
  ticket: {
    ...common,
    subject: text('subject'),
    description: text('content'),
    status: text('hs_pipeline_stage'),
    priority: text('hs_ticket_priority'),
    category: text('hs_ticket_category'),
    channel: ((values) => values.get('source_type')?.toLowerCase()) satisfies Read<string>,
    pipeline: text('hs_pipeline'),
  },
  lead: { ...common, status: text('hs_pipeline_stage') },
  note: { ...activity, text: text('hs_note_body') },
  task: {
    ...activity,
    subject: text('hs_task_subject'),
    body: text('hs_task_body'),
    status: text('hs_task_status'),
    dueAt: time('hs_timestamp'),
  },
  meeting: {
    ...activity,
    subject: text('hs_meeting_title'),
    body: text('hs_meeting_body'),
    status: text('hs_meeting_outcome'),
    startAt: time('hs_meeting_start_time', 'hs_timestamp'),
  },
  call: {
    ...activity,
    subject: text('hs_call_title'),
    body: text('hs_call_body'),
    status: text('hs_call_status'),
    startAt: time('hs_timestamp'),
    durationSeconds: ((values, settings) => {
      const durationMs = number('hs_call_duration', isCount)(values, settings);
      return durationMs === undefined ? undefined : durationMs / 1_000;
    }) satisfies Read<number>,
  },
  email: {
    ...activity,
    subject: text('hs_email_subject'),
    body: text('hs_email_text'),
    status: text('hs_email_status'),
    startAt: time('hs_timestamp'),
  },
} satisfies Record<RecordKind, Record<string, Read<unknown>>>;

/** The fields of an event's data that a record's properties tell. */
export const recordFields = <Kind extends RecordKind>(
  kind: Kind,
  values: FieldValues,
  settings: ReadSettings,
) => readAll<(typeof fields)[Kind]>(fields[kind], values, settings);

/** The person that a contact is: the id, and what the properties tell that can be relied on. */
export const customerOf = (objectId: string, values: FieldValues): CustomerRef => ({
  ...readAll({ email: email('email'), phone: phone('phone', 'mobilephone') }, values, {}),
  externalIds: { hubspot: objectId },
});
