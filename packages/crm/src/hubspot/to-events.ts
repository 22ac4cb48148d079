import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import type { HubspotSettings } from './config.ts';
import type { HubspotPayload } from './payload.ts';
import { subscriptionEvents } from './to-events/subscription-events.ts';
import { workflowEvents } from './to-events/workflow-events.ts';

/** What the maps work with. */
export type HubspotTools = InboundTools<TouchpointEvents, HubspotSettings>;

/** From one item of a webhook to unified events. */
export const toEvents = (
  payload: HubspotPayload,
  tools: HubspotTools,
): readonly (MappedEvent | IgnoredEvent)[] =>
  payload.shape === 'subscription' ? subscriptionEvents(payload, tools) : workflowEvents(payload, tools);
