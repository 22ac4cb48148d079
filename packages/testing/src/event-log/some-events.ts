import type { TouchlineEvent } from '@touchline/core';

/** What a test says about an event; the rest is made up. */
export interface SomeEvent {
  readonly id: string;
  readonly type?: string;
  readonly source?: string;
  readonly subject?: string;
  readonly partitionkey?: string;
  readonly data?: unknown;
}

/** Makes a whole event. */
export const someEvent = ({
  type = 'payment.succeeded',
  source = '/tests',
  data = {},
  ...rest
}: SomeEvent): TouchlineEvent => ({
  specversion: '1.0',
  source,
  type,
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data,
  ...rest,
});

/** Makes events of these ids. */
export const someEvents = (...ids: readonly string[]): TouchlineEvent[] => ids.map((id) => someEvent({ id }));
