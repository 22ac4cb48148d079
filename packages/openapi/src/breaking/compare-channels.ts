import { isPlainObject } from '../document/plain-object.ts';
import type { SchemaComparison } from './compare-schemas.ts';
import { memberOf, resolved } from './document-parts.ts';

/** A sentence for each difference between two AsyncAPI documents that breaks a client. */
export const compareChannels = (
  before: object,
  after: object,
  schemas: SchemaComparison,
): readonly string[] => [
  ...Object.keys(memberOf(before, 'channels')).flatMap((name) => {
    const [old, fresh] = [channelOf(before, name), channelOf(after, name)];
    if (!fresh) return [`Channel ${name} is gone.`];
    return [
      ...(old?.address === fresh.address
        ? []
        : [`Channel ${name} has the address ${String(fresh.address)} now.`]),
      ...compareMessages(before, after, name, schemas),
    ];
  }),
  ...Object.keys(memberOf(before, 'operations')).flatMap((name) => {
    const [old, fresh] = [memberOf(before, 'operations')[name], memberOf(after, 'operations')[name]];
    if (!isPlainObject(fresh)) return [`Operation ${name} is gone.`];
    return isPlainObject(old) && old.action !== fresh.action
      ? [`Operation ${name} is to ${String(fresh.action)} now.`]
      : [];
  }),
];

const channelOf = (document: object, name: string) => {
  const channel = memberOf(document, 'channels')[name];
  return isPlainObject(channel) ? channel : undefined;
};

const compareMessages = (
  before: object,
  after: object,
  channel: string,
  schemas: SchemaComparison,
): readonly string[] => {
  const messagesOf = (document: object) => memberOf(channelOf(document, channel), 'messages');
  return Object.entries(messagesOf(before)).flatMap(([name, message]) => {
    const counterpart = messagesOf(after)[name];
    const where = `Channel ${channel}: message ${name}`;
    return isPlainObject(counterpart)
      ? schemas.compare(
          resolved(before, message).payload,
          resolved(after, counterpart).payload,
          'sent',
          where,
        )
      : [`${where} is gone.`];
  });
};
