import type { ServedRouter } from '../served-router.ts';

/** The groups of endpoints: the server's own, then one for each kind of connector. */
export const tagsOf = ({ connectors }: ServedRouter): { name: string; description: string }[] => [
  ...tags,
  ...[...new Set(Object.values(connectors).map(({ title }) => title))]
    .filter((title) => tags.every(({ name }) => name !== title))
    .map((title) => ({ name: title, description: `Actions of ${title}.` })),
];

const tags = [
  { name: 'Events', description: 'Publish events, read the log, follow it.' },
  { name: 'Webhooks in', description: 'Where vendors send their webhooks.' },
  { name: 'Webhooks', description: 'What is sent to you, and where.' },
  { name: 'Topology', description: 'Connectors and routes.' },
  { name: 'Routes', description: 'How routes stand.' },
  { name: 'Dead letters', description: 'What could not be delivered or understood.' },
  { name: 'Customers', description: 'Who customers are and what is known of them.' },
  { name: 'Identity', description: 'What was decided, and refused, about who is who.' },
  { name: 'Audiences', description: 'Who belongs together.' },
  { name: 'Erasures', description: 'Customers who asked to be forgotten.' },
  { name: 'Probes', description: 'Liveness, readiness, metrics.' },
  { name: 'Documents', description: 'The description of this API.' },
];
