import type { WebhookRequest } from '@touchline/core';
import { secretParameter } from '../config.ts';
import type { FieldValue } from './store.ts';

/** A record of which an outbound message tells. */
export interface SalesforceNotificationInput {
  /** `Contact`, `Invoice__c`, … */
  readonly objectType: string;
  /** The fields that the message was set up with; `Id` is among them. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Default: the next one. */
  readonly notificationId?: string;
}

/** Where an outbound message goes, and what it is to differ in. */
export interface SalesforceWebhookTarget {
  /** The URL of the endpoint, without the secret. */
  readonly url: string;
  /** Default: the sandbox's. An empty one is left out. */
  readonly secret?: string;
  /** Default: the sandbox's. */
  readonly credentials?: string;
  /** Default: the sandbox's. */
  readonly organizationId?: string;
  /** Which outbound message it is. Default `04k000000000001AAA`. */
  readonly actionId?: string;
  /** As though "Send Session ID" were switched on. Default: it is not. */
  readonly sessionId?: string;
}

/** Whose messages they are. */
export interface SandboxSender {
  readonly organizationId: string;
  readonly secret: string | undefined;
  readonly secretIn: 'query' | 'path';
  readonly credentials: string | undefined;
  readonly domain: string;
  readonly nextNotificationId: () => string;
}

/** The SOAP message of some notifications, as Salesforce writes it. */
export const outboundMessage = (
  notifications: readonly SalesforceNotificationInput[],
  { organizationId, actionId = '04k000000000001AAA', sessionId }: SalesforceWebhookTarget,
  sender: SandboxSender,
): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    ' <soapenv:Body>',
    '  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">',
    `   <OrganizationId>${escaped(organizationId ?? sender.organizationId)}</OrganizationId>`,
    `   <ActionId>${escaped(actionId)}</ActionId>`,
    sessionId === undefined
      ? '   <SessionId xsi:nil="true"/>'
      : `   <SessionId>${escaped(sessionId)}</SessionId>`,
    `   <EnterpriseUrl>https://${sender.domain}/services/Soap/c/68.0</EnterpriseUrl>`,
    `   <PartnerUrl>https://${sender.domain}/services/Soap/u/68.0</PartnerUrl>`,
    ...notifications.map((notification) => notificationXml(notification, sender)),
    '  </notifications>',
    ' </soapenv:Body>',
    '</soapenv:Envelope>',
  ].join('\n');

/** A request with a body, as Salesforce posts it. */
export const postedMessage = (
  body: string | Uint8Array,
  { url, secret, credentials }: SalesforceWebhookTarget,
  sender: SandboxSender,
): WebhookRequest => {
  const basic = credentials ?? sender.credentials;
  return {
    method: 'POST',
    url: withSecret(url, secret ?? sender.secret ?? '', sender.secretIn),
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '""',
      'user-agent': 'CustomSoapClient',
      ...(basic && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    },
    rawBody: typeof body === 'string' ? Buffer.from(body) : body,
  };
};

const notificationXml = (
  { objectType, fields, notificationId }: SalesforceNotificationInput,
  { nextNotificationId }: SandboxSender,
): string =>
  [
    '   <Notification>',
    `    <Id>${escaped(notificationId ?? nextNotificationId())}</Id>`,
    `    <sObject xsi:type="sf:${escaped(objectType)}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">`,
    ...Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `     <sf:${name}>${escaped(String(value))}</sf:${name}>`),
    '    </sObject>',
    '   </Notification>',
  ].join('\n');

const withSecret = (url: string, secret: string, secretIn: 'query' | 'path'): string => {
  if (secret === '') return url;
  const target = new URL(url);
  if (secretIn === 'query') target.searchParams.set(secretParameter, secret);
  else target.pathname = `${target.pathname.replace(/\/$/, '')}/${encodeURIComponent(secret)}`;
  return target.href;
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');
