import type { IgnoredEvent, MappedEvent } from '@touchline/core';
import { eventDraft, type Tools } from './event-draft.ts';
import type { SesPayload } from './payload.ts';

/**
 * Opens and clicks. SES does not say which of several recipients it was, and nobody may be said to have read what another did: those are
 * ignored.
 */
export const engagementEvents = (
  payload: Extract<SesPayload, { kind: 'Open' | 'Click' }>,
  tools: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const { kind, mail } = payload;
  const [recipient, ...others] = mail.destination ?? [];
  if (recipient === undefined || others.length > 0) return [tools.ignore(`${kind} of several recipients`)];
  const done = kind === 'Open' ? payload.open : payload.click;
  const { timestamp: timeMs, ipAddress, userAgent } = done;
  const reader = { ipAddress, userAgent };
  if (kind === 'Open') {
    const about = { kind, mail, recipient, timeMs, more: `${ipAddress}\n${userAgent}` };
    return [tools.event('email.opened', eventDraft(about, tools, reader))];
  }
  const { link } = payload.click;
  const about = { kind, mail, recipient, timeMs, more: `${ipAddress}\n${userAgent}\n${link}` };
  return [tools.event('email.clicked', eventDraft(about, tools, { ...reader, url: link }))];
};
