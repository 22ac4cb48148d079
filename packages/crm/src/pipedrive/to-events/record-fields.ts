import type { CustomerRef, RecordRef } from '@touchline/core';
import {
  amount,
  country,
  domain,
  email,
  type FieldValues,
  group,
  isCount,
  number,
  percent,
  phone,
  type Read,
  readAll,
  text,
  time,
} from '../../records/field-values.ts';
import type { RecordKind } from '../../records/record-event.ts';

/** What the records of all kinds have. */
const common = {
  ownerId: text('owner_id', 'user_id'),
  createdAt: time('add_time'),
  updatedAt: time('update_time'),
};

const addressOf = (prefix: string) =>
  group({
    line1: ((values) =>
      [values.get(`${prefix}_street_number`), values.get(`${prefix}_route`)]
        .filter((part) => part !== undefined)
        .join(' ') || values.get(prefix)) satisfies Read<string>,
    city: text(`${prefix}_locality`),
    region: text(`${prefix}_admin_area_level_1`),
    postalCode: text(`${prefix}_postal_code`),
    country: country(`${prefix}_country`, 'country_code'),
  });

/** Date and time of day stand apart, both in UTC. */
const due: Read<string> = (values, settings) => {
  const timeOfDay = /^(\d\d:\d\d)(:\d\d)?$/.exec(values.get('due_time') ?? '');
  const date = values.get('due_date') ?? '';
  const seconds = timeOfDay?.[2] ?? ':00';
  const moment = timeOfDay ? `${date} ${timeOfDay[1]}${seconds}` : date;
  return time('due')(new Map([['due', moment]]), settings);
};

/** `01:30`, or `01:30:00`. */
const duration: Read<number> = (values) => {
  const [, hours, minutes, seconds = '0'] =
    /^(\d{1,3}):(\d\d)(?::(\d\d))?$/.exec(values.get('duration') ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
};

const done: Read<string> = (values) => {
  const value = values.get('done');
  return value === undefined ? undefined : value === 'true' || value === '1' ? 'done' : 'planned';
};

const activity = {
  ...common,
  subject: text('subject'),
  body: text('note', 'public_description'),
  status: done,
  dueAt: due,
  durationSeconds: duration,
};

const held = { ...activity, startAt: due };

/**
 * Where each field of an event's data stands among a record's fields.
 *
 * @see https://developers.pipedrive.com/docs/api/v1
 */
const fields = {
  contact: {
    ...common,
    firstName: text('first_name'),
    lastName: text('last_name'),
    email: text('email'),
    phone: text('phone'),
    jobTitle: text('job_title'),
    companyName: text('org_name'),
    address: addressOf('postal_address'),
  },
  company: {
    ...common,
    name: text('name'),
    domain: domain('website'),
    address: addressOf('address'),
    industry: text('industry'),
    employeeCount: number('employee_count', isCount),
    annualRevenue: amount('annual_revenue', 'currency'),
  },
  deal: {
    ...common,
    name: text('title'),
    amount: amount('value', 'currency'),
    stage: text('stage_id'),
    pipeline: text('pipeline_id'),
    probability: percent('probability'),
    expectedCloseAt: time('expected_close_date'),
  },
  lead: { ...common, source: text('source_name', 'origin') },
  note: { ...common, ownerId: text('owner_id'), text: text('content'), authorId: text('user_id') },
  ticket: common,
  task: activity,
  email: activity,
  call: held,
  meeting: held,
} satisfies Record<RecordKind, Record<string, Read<unknown>>>;

/** The fields of an event's data that a record's fields tell. */
export const recordFields = <Kind extends RecordKind>(kind: Kind, values: FieldValues) =>
  readAll<(typeof fields)[Kind]>(fields[kind], values, {});

/** The person that a record is about: a contact itself; of other records the one that they are tied to. */
export const customerOf = (
  kind: RecordKind,
  objectId: string,
  values: FieldValues,
): CustomerRef | undefined => {
  if (kind === 'contact')
    return {
      ...readAll({ email: email('email'), phone: phone('phone') }, values, {}),
      externalIds: { pipedrive: objectId },
    };
  const personId = values.get('person_id');
  return personId === undefined ? undefined : { externalIds: { pipedrive: personId } };
};

const ties: readonly (readonly [name: string, objectType: string])[] = [
  ['person_id', 'contact'],
  ['org_id', 'company'],
  ['organization_id', 'company'],
  ['deal_id', 'deal'],
  ['lead_id', 'lead'],
];

/** The records that a record is tied to. */
export const associationsOf = (values: FieldValues): readonly RecordRef[] =>
  ties.flatMap(([name, objectType]) => {
    const objectId = values.get(name);
    return objectId === undefined ? [] : [{ objectType, objectId }];
  });
