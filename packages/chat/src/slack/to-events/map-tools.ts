import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import type { SlackSettings } from '../config.ts';

/** What Slack's maps work with. */
export interface SlackTools extends InboundTools<TouchpointEvents, SlackSettings> {}

/** What becomes of one thing that Slack posts. */
export type SlackResult = MappedEvent | IgnoredEvent;
