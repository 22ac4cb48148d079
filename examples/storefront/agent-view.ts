import type { Hub } from '@touchline/hub';
import type { Narrator } from './narrator.ts';

/** Prints what an agent sees of a customer: who it is, what is known, and what happened on every channel. */
export const printAgentView = async (hub: Hub, id: string, { line }: Narrator): Promise<void> => {
  const customer = await hub.customers.get(id);
  const profile = await hub.customers.profile(id);
  if (!customer || !profile) throw new Error('There is no such customer.');

  line(`\nThe agent's view of ${customer.id}`);
  line('\n  known by');
  for (const { namespace, value } of customer.identifiers) line(`    ${namespace.padEnd(17)} ${value}`);
  line('\n  traits');
  for (const [name, { value, source, others }] of Object.entries(profile.traits))
    line(
      `    ${name.padEnd(17)} ${JSON.stringify(value)}, says ${source}${others.length > 0 ? ', among others' : ''}`,
    );
  for (const [name, value] of Object.entries(profile.computed))
    line(`    ${name.padEnd(17)} ${JSON.stringify(value)}`);

  line('\n  audiences');
  for (const { audience } of await hub.audiences.of(id)) line(`    ${audience}`);
  line('\n  consents');
  for (const { purpose, channel, allowed, reason } of (await hub.consents.of(id)).standings)
    line(`    ${purpose} on ${channel}: ${allowed ? 'yes' : `no, ${reason}`}`);

  line('\n  timeline, newest first');
  for (const { channel, event } of (await hub.customers.timeline(id)).entries)
    line(`    ${channel.padEnd(10)} ${event.type}`);
  line('\n  conversations');
  for (const { channels, items } of (await hub.customers.conversations(id)).conversations)
    for (const { direction, kind, summary } of items)
      line(`    ${channels.join('+').padEnd(17)} ${direction} ${kind}: ${summary}`);
};
