import { TouchlineError } from '@touchline/core';
import { elementNamed, readXml, textOf, type XmlElement } from './xml.ts';

/** An outbound message, in the parts that count. Its session id is a credential: that there is one is all that is read. */
export interface OutboundMessage {
  readonly organizationId: string | undefined;
  readonly hasSessionId: boolean;
  readonly notifications: readonly SentNotification[];
}

/** One notification, as it was sent; nothing of it is checked yet. */
export interface SentNotification {
  readonly organizationId: string | undefined;
  /** Which outbound message of the org it is: `04k…`. */
  readonly actionId: string | undefined;
  /** Stays the same when it is sent again: `04l…`. */
  readonly id: string | undefined;
  /** The object without its prefix: `Contact`. */
  readonly objectType: string | undefined;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-om-outboundmessaging-wsdl.html */
export const mostNotifications = 100;

/**
 * Reads the SOAP message that Salesforce posts.
 *
 * @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-om-outboundmessaging-wsdl.html
 * @throws TouchlineError `webhook.body_malformed` when it is no such message, or holds more than a hundred notifications. The
 *   error holds nothing of the message.
 */
export const readOutboundMessage = (bytes: Uint8Array): OutboundMessage => {
  const envelope = readXml(bytes);
  const body = envelope.name === 'Envelope' ? elementNamed(envelope, 'Body') : undefined;
  const message = body && elementNamed(body, 'notifications');
  if (!message) throw malformed('The body is no outbound message.');
  const sent = message.children.filter(({ name }) => name === 'Notification');
  if (sent.length > mostNotifications)
    throw malformed(`An outbound message holds at most ${mostNotifications} notifications.`);
  const organizationId = textOf(elementNamed(message, 'OrganizationId'));
  const actionId = textOf(elementNamed(message, 'ActionId'));
  return {
    organizationId,
    hasSessionId: textOf(elementNamed(message, 'SessionId')) !== undefined,
    notifications: sent.map((notification) => ({
      organizationId,
      actionId,
      ...notificationOf(notification),
    })),
  };
};

/** The notifications of a message that was read. */
export const notificationsOf = (message: unknown): readonly unknown[] =>
  (message as OutboundMessage).notifications;

const notificationOf = (notification: XmlElement): Pick<SentNotification, 'id' | 'objectType' | 'fields'> => {
  const record = elementNamed(notification, 'sObject');
  return {
    id: textOf(elementNamed(notification, 'Id')),
    objectType: record?.attributes.get('type')?.replace(/^.*:/, ''),
    fields: (record?.children ?? []).flatMap((field) => {
      const value = textOf(field);
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  };
};

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
