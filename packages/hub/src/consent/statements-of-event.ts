import { hash } from 'node:crypto';
import { type TouchlineEvent, type TouchpointEvents, valueAt } from '@touchline/core';
import { type ConsentChoice, type ConsentStrength, everything, isWithin } from './consent-choice.ts';
import type { ConsentRules } from './consent-rules.ts';
import type { ConsentDetails } from './consent-statement.ts';
import { keywordOf } from './stop-keywords.ts';

/** What an event says about consent. */
export interface EventStatement {
  readonly choice: ConsentChoice;
  readonly details: ConsentDetails;
  /** The address that it is about, where it is about one. */
  readonly address?: string | undefined;
}

/** A statement before it has an id and a time. */
type Said = Pick<ConsentChoice, 'purpose' | 'channel' | 'status'> & {
  readonly strength?: ConsentStrength;
  readonly proof?: ConsentDetails['proof'] | undefined;
  readonly address?: string | undefined;
};

/**
 * Reads what an event says about consent, most often nothing. Pure: the same event says the same.
 *
 * @param nowMs an event from the future happened now: else a wrong clock would outlast every withdrawal to come.
 */
export const statementsOfEvent = (
  rules: ConsentRules,
  event: TouchlineEvent,
  nowMs: number,
): readonly EventStatement[] => {
  const said = saidBy(rules, event).flatMap(alsoOnTexts);
  if (said.length === 0) return nothing;
  const atMs = Math.min(Date.parse(event.time), nowMs);
  const source = { kind: 'event', type: event.type, source: event.source, id: event.id } as const;
  return said.map(({ proof, address, strength = 'explicit', ...choice }, index) => ({
    choice: {
      ...choice,
      id: eventMark(event, index),
      strength,
      atMs,
      expiresAtMs: undefined,
    },
    details: { source, ...(proof && { proof }) },
    address,
  }));
};

/** What nearly every event says. */
const nothing: readonly never[] = [];

/** The same for the same event, and does not show its id. */
export const eventMark = ({ source, id }: TouchlineEvent, index = 0): string =>
  hash('sha256', JSON.stringify([source, id, index]), 'hex').slice(0, 32);

const saidBy = (rules: ConsentRules, event: TouchlineEvent): readonly Said[] => {
  const signal = rules.signals.get(event.type);
  const said = signal && isOn(valueAt(event.data, signal)) ? noSale : [];
  switch (event.type) {
    case 'contact.opted_out':
      return [...said, optedOut(rules, event.data as TouchpointEvents['contact.opted_out'])];
    case 'contact.opted_in':
      return [...said, optedIn(rules, event.data as TouchpointEvents['contact.opted_in'])];
    case 'email.unsubscribed':
      return [...said, unsubscribed(rules, event.data as TouchpointEvents['email.unsubscribed'])];
    case 'email.complained':
      return [...said, complained(event.data as TouchpointEvents['email.complained'])];
    case 'message.received':
      return [...said, ...keyword(rules, event.data as TouchpointEvents['message.received'])];
    case 'form.submitted':
      return [...said, ...boxes(rules, event.data as TouchpointEvents['form.submitted'])];
    default:
      return said;
  }
};

/**
 * Who ends texts has ended them, however the next one is carried: a withdrawal from one holds for all, and so does what takes it back. A
 * grant is no wider than it was given.
 *
 * @see https://www.ecfr.gov/current/title-47/section-64.1200 (a)(10): who replies STOP to a text has revoked consent to texts
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html: after STOP neither SMS nor MMS are sent
 */
const alsoOnTexts = (said: Said): readonly Said[] => {
  if (!textChannels.has(said.channel)) return [said];
  if (said.status === 'granted' && said.purpose !== everything) return [said];
  const others = [...textChannels].filter((channel) => channel !== said.channel);
  return [said, ...others.map((channel) => ({ ...said, channel }))];
};

const noSale: readonly Said[] = ['sale', 'sharing'].map((purpose) => ({
  purpose,
  channel: everything,
  status: 'withdrawn',
  proof: { how: 'Global Privacy Control' },
}));

const isOn = (value: unknown): boolean => value === true || value === 1 || value === '1';

const optedOut = (
  rules: ConsentRules,
  { channel, purpose, address, method, text }: TouchpointEvents['contact.opted_out'],
): Said => ({
  purpose: withdrawnPurpose(rules, purpose),
  channel: channelOf(channel),
  status: 'withdrawn',
  address,
  proof: proofOf({ how: method, text }),
});

/** How somebody opted in says how sure it is. Whatever a vendor only claims is implied. */
const strengthOf: Readonly<Record<string, ConsentStrength | undefined>> = {
  __proto__: null as never,
  keyword: 'explicit',
  form: 'explicit',
  link: 'explicit',
  settings: 'explicit',
  double_opt_in: 'confirmed',
};

const optedIn = (
  rules: ConsentRules,
  { channel, purpose, address, method, text }: TouchpointEvents['contact.opted_in'],
): Said => ({
  purpose: purposeOf(rules, purpose),
  channel: channelOf(channel),
  status: 'granted',
  strength: strengthOf[method ?? ''] ?? 'implied',
  address,
  proof: proofOf({ how: method, text }),
});

const unsubscribed = (
  rules: ConsentRules,
  { groupId, method, reason, recipient }: TouchpointEvents['email.unsubscribed'],
): Said => ({
  purpose: withdrawnPurpose(rules, groupId),
  channel: 'email',
  status: 'withdrawn',
  address: recipient,
  proof: proofOf({ how: method, text: reason }),
});

const complained = ({ feedbackType, recipient }: TouchpointEvents['email.complained']): Said => ({
  purpose: everything,
  channel: 'email',
  status: 'withdrawn',
  address: recipient,
  proof: proofOf({ how: `complaint${feedbackType === undefined ? '' : ` (${feedbackType})`}` }),
});

/** Not every connector tells a STOP from another answer. */
const keyword = (
  { stop, start }: ConsentRules,
  { channel, text }: TouchpointEvents['message.received'],
): readonly Said[] => {
  if (!textChannels.has(channelOf(channel)) || text === undefined || text.length > longestKeyword) return [];
  const word = keywordOf(text);
  const status = stop.has(word) ? 'withdrawn' : start.has(word) ? 'granted' : undefined;
  return status
    ? [{ purpose: everything, channel: channelOf(channel), status, proof: { how: 'keyword', text } }]
    : [];
};

const textChannels: ReadonlySet<string> = new Set(['sms', 'mms', 'rcs']);
const longestKeyword = 64;

const boxes = (
  rules: ConsentRules,
  { consents = [], formId, page }: TouchpointEvents['form.submitted'],
): readonly Said[] =>
  consents
    .filter(({ isGranted }) => isGranted || rules.emptyBox === 'withdrawn')
    .map(({ purpose, isGranted, text }) => ({
      purpose: purposeOf(rules, purpose),
      channel: everything,
      status: isGranted ? 'granted' : 'withdrawn',
      proof: proofOf({ how: 'form', text, form: formId, page: page?.url }),
    }));

const channelOf = (channel: string): string => channel.trim().toLowerCase();

const purposeOf = ({ names }: ConsentRules, purpose: string | undefined): string =>
  purpose === undefined ? everything : (names.get(purpose) ?? purpose);

/** Nobody goes on writing to a person because the list that was left is not known here. */
const withdrawnPurpose = (rules: ConsentRules, purpose: string | undefined): string => {
  const known = purposeOf(rules, purpose);
  return [...rules.purposes].some((each) => each !== everything && isWithin(known, each))
    ? known
    : everything;
};

/** Of what is known; undefined when that is nothing. */
const proofOf = (
  parts: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> | undefined => {
  const known = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
};
