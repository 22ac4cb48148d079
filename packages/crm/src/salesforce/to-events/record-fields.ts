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
  type ReadSettings,
  readAll,
  text,
  time,
} from '../../records/field-values.ts';
import type { RecordKind } from '../../records/record-event.ts';
import type { SalesforceSettings } from '../config.ts';
import { kindOfId, objectOfId } from '../object-types.ts';

/** What the records of all kinds have. */
const common = {
  ownerId: text('OwnerId'),
  createdAt: time('CreatedDate'),
  updatedAt: time('LastModifiedDate', 'SystemModstamp'),
};

const addressOf = (prefix: '' | 'Mailing' | 'Billing') =>
  group({
    line1: text(`${prefix}Street`),
    city: text(`${prefix}City`),
    region: text(`${prefix}State`),
    postalCode: text(`${prefix}PostalCode`),
    country: country(`${prefix}CountryCode`, `${prefix}Country`),
  });

const minutes: Read<number> = (values, settings) => {
  const value = number('DurationInMinutes', isCount)(values, settings);
  return value === undefined ? undefined : value * 60;
};

const task = {
  ...common,
  subject: text('Subject'),
  body: text('Description'),
  status: text('Status'),
  dueAt: time('ActivityDate'),
  durationSeconds: number('CallDurationInSeconds', isCount),
  outcome: text('CallDisposition'),
};

/**
 * Where each field of an event's data stands among a record's fields.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm and its sisters
 */
const fields = {
  contact: {
    ...common,
    firstName: text('FirstName'),
    lastName: text('LastName'),
    email: text('Email'),
    phone: text('Phone', 'MobilePhone'),
    jobTitle: text('Title'),
    address: addressOf('Mailing'),
  },
  lead: {
    ...common,
    firstName: text('FirstName'),
    lastName: text('LastName'),
    email: text('Email'),
    phone: text('Phone', 'MobilePhone'),
    companyName: text('Company'),
    status: text('Status'),
    source: text('LeadSource'),
  },
  company: {
    ...common,
    name: text('Name'),
    domain: domain('Website'),
    phone: text('Phone'),
    address: addressOf('Billing'),
    industry: text('Industry'),
    employeeCount: number('NumberOfEmployees', isCount),
    annualRevenue: amount('AnnualRevenue', 'CurrencyIsoCode'),
  },
  deal: {
    ...common,
    name: text('Name'),
    amount: amount('Amount', 'CurrencyIsoCode'),
    stage: text('StageName'),
    pipeline: text('RecordTypeId'),
    probability: percent('Probability'),
    expectedCloseAt: time('CloseDate'),
  },
  ticket: {
    ...common,
    subject: text('Subject'),
    description: text('Description'),
    status: text('Status'),
    priority: text('Priority'),
    category: text('Type', 'Reason'),
    channel: ((values) => values.get('Origin')?.toLowerCase()) satisfies Read<string>,
    pipeline: text('RecordTypeId'),
  },
  task,
  call: task,
  email: task,
  meeting: {
    ...common,
    subject: text('Subject'),
    body: text('Description'),
    startAt: time('StartDateTime', 'ActivityDateTime', 'ActivityDate'),
    durationSeconds: minutes,
  },
  note: common,
} satisfies Record<RecordKind, Record<string, Read<unknown>>>;

/** The fields of an event's data that a record's fields tell. */
export const recordFields = <Kind extends RecordKind>(
  kind: Kind,
  values: FieldValues,
  settings: ReadSettings,
) => readAll<(typeof fields)[Kind]>(fields[kind], values, settings);

/**
 * The person that a record is about: a contact or a lead itself; of other records the contact or the lead that they are tied to. Your own id
 * is told where the message holds the field for it.
 */
export const customerOf = (
  kind: RecordKind,
  objectId: string,
  values: FieldValues,
  { contactIdField }: Pick<SalesforceSettings, 'contactIdField'>,
): CustomerRef | undefined => {
  if (kind === 'contact' || kind === 'lead') {
    const id = contactIdField === undefined ? undefined : values.get(contactIdField);
    return {
      ...(id !== undefined && id.length <= 256 && { id }),
      ...readAll({ email: email('Email'), phone: phone('Phone', 'MobilePhone') }, values, {}),
      externalIds: { salesforce: objectId },
    };
  }
  const tiedId = values.get('ContactId') ?? personIn(values.get('WhoId'));
  return tiedId === undefined ? undefined : { externalIds: { salesforce: tiedId } };
};

const personIn = (id: string | undefined): string | undefined =>
  id !== undefined && ['Contact', 'Lead'].includes(objectOfId(id) ?? '') ? id : undefined;

/** The records that a record is tied to by the lookups of its object. */
export const associationsOf = (values: FieldValues): readonly RecordRef[] => [
  ...refsOf(values, ['AccountId', 'company'], ['ContactId', 'contact']),
  ...['WhoId', 'WhatId'].flatMap((name) => {
    const objectId = values.get(name);
    const objectType = objectId && kindOfId(objectId);
    return objectId && objectType ? [{ objectType, objectId }] : [];
  }),
];

/** What a lead became. */
export const convertedTo = (values: FieldValues): readonly RecordRef[] =>
  refsOf(
    values,
    ['ConvertedContactId', 'contact'],
    ['ConvertedAccountId', 'company'],
    ['ConvertedOpportunityId', 'deal'],
  );

const refsOf = (
  values: FieldValues,
  ...lookups: readonly (readonly [name: string, objectType: string])[]
): readonly RecordRef[] =>
  lookups.flatMap(([name, objectType]) => {
    const objectId = values.get(name);
    return objectId === undefined ? [] : [{ objectType, objectId }];
  });
