import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import type { WhatsAppSettings } from '../config.ts';

/** What WhatsApp's maps work with. */
export interface WhatsAppTools extends InboundTools<TouchpointEvents, WhatsAppSettings> {}

/** What becomes of one thing of a batch. */
export type WhatsAppResult = MappedEvent | IgnoredEvent;
