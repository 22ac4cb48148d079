import {
  type CustomerRef,
  type EventOf,
  emailAddress,
  moneyToDecimal,
  type ReactionResult,
  type Skip,
  type TouchpointEvents,
} from '@touchline/core';
import type { ContactRef, LogActivityInput, UpsertContactInput } from '../contract.ts';

/** What a reaction of a CRM decides with: the two actions that all of them have. */
export interface CrmReactionTools {
  readonly call: {
    readonly upsertContact: (input: UpsertContactInput) => CrmCall;
    readonly logActivity: (input: LogActivityInput) => CrmCall;
  };
  readonly skip: (reason: string) => Skip;
}

type CrmCall = Exclude<ReactionResult, Skip | readonly unknown[]>;

type React<Type extends keyof TouchpointEvents & string> = (
  event: EventOf<TouchpointEvents, Type>,
  tools: CrmReactionTools,
) => ReactionResult;

/**
 * What a CRM does by default when something happens to a customer: payers and those who send in a form are in it afterwards; what
 * was said, and what did not arrive, stands on the timeline of contacts that are there.
 *
 * @param connectorId under which a customer carries this CRM's own id of the contact.
 * @param title the CRM's name, for the reason why nothing is done.
 */
export const crmReactions = (connectorId: string, title: string) => {
  const nobody = `the event names nobody by e-mail, phone or ${title} id`;
  const contactOf = (customer: MaybeCustomer): ContactRef | undefined =>
    contactOfCustomer(customer, connectorId);

  /** The payer is in the CRM afterwards, with a note of what was paid. Nothing about the means of payment is written. */
  const onPaymentSucceeded: React<'payment.succeeded'> = ({ data, time }, { call, skip }) => {
    const contact = contactOf(data.customer);
    if (contact === undefined) return skip(nobody);
    const { amount, paymentId, orderId } = data;
    const note = call.logActivity({
      kind: 'note',
      contact,
      ifUnknown: 'create',
      body: [
        `Payment of ${moneyToDecimal(amount)} ${amount.currency} succeeded.`,
        `Payment: ${paymentId}`,
        ...(orderId === undefined ? [] : [`Order: ${orderId}`]),
      ].join('\n'),
      occurredAt: time,
    });
    // Whoever has an id is in the CRM already. A contact made for a phone number is not found by it at once, so the note makes it.
    if (contact.id !== undefined || contact.email === undefined) return note;
    return [call.upsertContact({ ...contact, ...namesOf(data.customer?.name) }), note];
  };

  /** What a known contact writes stands on the timeline. A stranger's message makes no contact. */
  const onMessageReceived: React<'message.received'> = ({ data, time }, { call, skip }) => {
    const contact = contactOf(data.customer);
    if (contact === undefined) return skip(nobody);
    const attached = data.attachments?.length ?? 0;
    return call.logActivity({
      kind: 'note',
      contact,
      ifUnknown: 'ignore',
      subject: `Message received (${data.channel})`,
      body: cut(
        [data.text, attached > 0 ? `Attachments: ${attached}` : undefined].filter(Boolean).join('\n'),
      ),
      occurredAt: time,
    });
  };

  /** A call that is over stands on the timeline of the contact. */
  const onCallCompleted: React<'call.completed'> = ({ data, time }, { call, skip }) => {
    const contact = contactOf(data.customer);
    if (contact === undefined) return skip(nobody);
    return call.logActivity({
      ...loggedCall(data, contact),
      status: 'completed',
      occurredAt: data.startedAt ?? time,
      ...(data.durationSeconds !== undefined && { durationSeconds: data.durationSeconds }),
      ...(data.recordingUrl !== undefined && { recordingUrl: data.recordingUrl }),
    });
  };

  /** So does one that nobody took. */
  const onCallNoAnswer: React<'call.no_answer'> = ({ data, time }, { call, skip }) => {
    const contact = contactOf(data.customer);
    if (contact === undefined) return skip(nobody);
    return call.logActivity({ ...loggedCall(data, contact), status: 'no_answer', occurredAt: time });
  };

  /** The contact's address does not work: whoever opens the contact should know. */
  const onEmailBounced: React<'email.bounced'> = ({ data, time }, { call, skip }) => {
    const contact =
      contactOf(data.customer) ?? contactOf({ email: emailAddress.safeParse(data.recipient).data });
    if (contact === undefined) return skip(nobody);
    const { kind, code, enhancedCode, reason } = data.bounce;
    return call.logActivity({
      kind: 'note',
      contact,
      ifUnknown: 'ignore',
      subject: `E-mail bounced (${[kind, code, enhancedCode].filter((part) => part !== undefined).join(', ')})`,
      body: cut([data.subject, reason].filter(Boolean).join('\n')),
      occurredAt: time,
    });
  };

  /** Whoever sends in a form is in the CRM afterwards. Of the fields those are taken whose names leave no doubt. */
  const onFormSubmitted: React<'form.submitted'> = ({ data }, { call, skip }) => {
    const email = emailAddress.safeParse(field(data.fields, 'email', 'emailaddress')).data;
    const contact = contactOf(data.customer) ?? contactOf({ email });
    if (contact === undefined) return skip(nobody);
    const known = {
      ...namesOf(data.customer?.name),
      ...defined({
        firstName: field(data.fields, 'firstname'),
        lastName: field(data.fields, 'lastname'),
        jobTitle: field(data.fields, 'jobtitle'),
        companyName: field(data.fields, 'company', 'companyname'),
      }),
    };
    return call.upsertContact({ ...contact, ...known });
  };

  return {
    'payment.succeeded': onPaymentSucceeded,
    'message.received': onMessageReceived,
    'call.completed': onCallCompleted,
    'call.no_answer': onCallNoAnswer,
    'email.bounced': onEmailBounced,
    'form.submitted': onFormSubmitted,
  };
};

type MaybeCustomer = { readonly [Key in keyof CustomerRef]?: CustomerRef[Key] | undefined } | undefined;

/** By what a CRM can find a person. Your own id goes along; it alone does not do, since it may be configured nowhere. */
const contactOfCustomer = (customer: MaybeCustomer, connectorId: string): ContactRef | undefined => {
  if (customer === undefined) return undefined;
  const { id: externalId, email, phone, externalIds } = customer;
  const id = externalIds && Object.hasOwn(externalIds, connectorId) ? externalIds[connectorId] : undefined;
  if ((id ?? email ?? phone) === undefined) return undefined;
  // With the CRM's own id nothing else is needed, and an update by id must not change e-mail and phone in passing.
  return id === undefined ? defined({ externalId, email, phone }) : { id };
};

const loggedCall = (
  {
    direction,
    from,
    to,
  }: { readonly direction?: 'inbound' | 'outbound' | undefined; readonly from: string; readonly to: string },
  contact: ContactRef,
) =>
  ({
    kind: 'call',
    contact,
    ifUnknown: 'ignore',
    subject: direction === 'inbound' ? 'Incoming call' : direction === 'outbound' ? 'Outgoing call' : 'Call',
    ...(direction !== undefined && { direction }),
    from,
    to,
  }) as const;

/** The last word is taken for the last name, which is right more often than not; a single word is a first name. */
const namesOf = (name: string | undefined): { firstName?: string; lastName?: string } => {
  const words = name?.trim().split(/\s+/) ?? [];
  const lastName = words.length > 1 ? words.at(-1) : undefined;
  const firstName = words.slice(0, lastName === undefined ? undefined : -1).join(' ');
  return { ...(firstName && { firstName }), ...(lastName && { lastName }) };
};

/** The text of the first field that has one of these names, whatever its case, blanks, dashes and underscores. */
const field = (
  fields: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): string | undefined => {
  const found = Object.entries(fields).find(([name]) =>
    names.includes(name.toLowerCase().replace(/[\s_-]/g, '')),
  );
  return typeof found?.[1] === 'string' && found[1].trim() !== '' ? found[1].trim().slice(0, 512) : undefined;
};

/** As much as an activity takes. */
const cut = (text: string): string => (text.length <= 50_000 ? text : `${text.slice(0, 49_999)}…`);

const defined = <Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
