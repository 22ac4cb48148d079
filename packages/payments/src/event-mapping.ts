import type { IgnoredEvent, InboundDraft, MappedEvent, TouchpointEvents } from '@touchline/core';

/** What a vendor's event becomes. */
export type Mapped = readonly (MappedEvent | IgnoredEvent)[];

/**
 * Makes a unified event about a thing. Its id is that of the vendor's event; `id` is for those that cannot have it: the second
 * of two that one event tells of, and what several events of the vendor's tell alike.
 */
export type Emit = <Type extends keyof TouchpointEvents & string>(
  type: Type,
  subject: string,
  data: InboundDraft<TouchpointEvents[Type]>['data'],
  id?: string,
) => MappedEvent;
