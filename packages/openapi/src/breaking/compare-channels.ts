import { isPlainObject } from '../document/plain-object.ts';
import type { SchemaComparison } from './compare-schemas.ts';
import { memberOf, resolved } from './document-parts.ts';

/** A sentence for each difference between two AsyncAPI documents that breaks a client. */
export const compareChannels = (
  before: object,
  after: object,
  schemas: SchemaComparison,
): readonly string[] => [
  ...compareServers(before, after),
  ...Object.keys(memberOf(before, 'channels')).flatMap((name) => {
    const [old, fresh] = [channelOf(before, name), channelOf(after, name)];
    if (!fresh) return [`Channel ${name} is gone.`];
    return [
      ...(old?.address === fresh.address
        ? []
        : [`Channel ${name} has the address ${String(fresh.address)} now.`]),
      ...compareBindings(old, fresh, `Channel ${name}`),
      ...compareMessages(before, after, name, schemas),
    ];
  }),
  ...Object.keys(memberOf(before, 'operations')).flatMap((name) => {
    const [old, fresh] = [memberOf(before, 'operations')[name], memberOf(after, 'operations')[name]];
    if (!isPlainObject(fresh)) return [`Operation ${name} is gone.`];
    return [
      ...(isPlainObject(old) && old.action !== fresh.action
        ? [`Operation ${name} is to ${String(fresh.action)} now.`]
        : []),
      ...compareBindings(old, fresh, `Operation ${name}`),
    ];
  }),
];

/** Where clients connect, by the name that they know. */
const compareServers = (before: object, after: object): readonly string[] =>
  Object.entries(memberOf(before, 'servers')).flatMap(([name, old]) => {
    const fresh = memberOf(after, 'servers')[name];
    if (!isPlainObject(fresh)) return [`Server ${name} is gone.`];
    return [
      ...['host', 'protocol', 'pathname']
        .filter((part) => isPlainObject(old) && old[part] !== fresh[part])
        .map((part) => `Server ${name} has the ${part} ${String(fresh[part] ?? '/')} now.`),
      ...compareBindings(old, fresh, `Server ${name}`),
    ];
  });

/** How something travels over a protocol that it travelled over before. The version of the binding's own words is none of it. */
const compareBindings = (before: unknown, after: unknown, where: string): readonly string[] => {
  const [olds, freshes] = [memberOf(before, 'bindings'), memberOf(after, 'bindings')];
  return Object.keys(olds).flatMap((protocol) => {
    if (!isPlainObject(freshes[protocol])) return [`${where} is not bound to ${protocol} any more.`];
    const [{ bindingVersion: _, ...old }, { bindingVersion: __, ...fresh }] = [
      memberOf(olds, protocol),
      memberOf(freshes, protocol),
    ];
    return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
      .filter((member) => JSON.stringify(old[member]) !== JSON.stringify(fresh[member]))
      .map((member) => `${where} has another \`${member}\` in its binding to ${protocol} now.`);
  });
};

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
    if (!isPlainObject(counterpart)) return [`${where} is gone.`];
    const [old, fresh] = [resolved(before, message), resolved(after, counterpart)];
    return [
      ...(old.contentType === fresh.contentType
        ? []
        : [`${where} has the content type ${String(fresh.contentType)} now.`]),
      ...compareBindings(old, fresh, where),
      ...schemas.compare(old.payload, fresh.payload, 'sent', where),
    ];
  });
};
