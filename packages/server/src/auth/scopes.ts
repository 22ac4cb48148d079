/** Everything that a key may be allowed, and what that is. */
export const scopes = {
  'events:write': 'Publish events.',
  'events:impersonate':
    "Beside `events:write`: publish events from `/connectors/…`, which then count as the vendor's own.",
  'events:read': 'Read events and the event stream.',
  'actions:run': 'Run actions of connectors.',
  'topology:read': 'See connectors, routes and how they are connected.',
  operate: 'Pause and resume routes; check connectors; inspect, replay and discard dead letters.',
  'customers:read':
    'Look customers up; read their profiles, timelines, consents and exports, audiences, and what was decided; follow a customer live.',
  'customers:write': 'Set traits; record consents; merge and split customers, and take such decisions back.',
  'customers:erase': 'Erase customers, and see how far erasures are.',
  'webhooks:manage': 'Create, see and delete webhook endpoints.',
  'metrics:read': 'Read metrics.',
  'documents:read': 'Read the API description.',
} as const;

/** What a key may be allowed; see {@link scopes}. */
export type Scope = keyof typeof scopes;

/** Whether a text is a scope. */
export const isScope = (text: string): text is Scope => Object.hasOwn(scopes, text);
