import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { participant } from '../values/participant.ts';
import { vendorId } from '../values/vendor-id.ts';

const member = z.object({
  customer: customerRef.optional(),
  conversationId: vendorId.describe('The channel, group or room.'),
  channel: z.string().min(1).max(64).describe('`slack`, `telegram`, `teams`, …'),
  member: participant,
});

const example = {
  customer: { externalIds: { slack: 'U061F7AUR' } },
  conversationId: 'C0LAN2Q65',
  channel: 'slack',
  member: { id: 'U061F7AUR', displayName: 'ada', isBot: false },
};

/** Defines `member.joined`. */
export const memberJoined = defineEvent({
  type: 'member.joined',
  title: 'Member joined',
  description: 'Someone joined a channel, a group or a room.',
  data: member.extend({ invitedBy: participant.optional() }),
  example: { ...example, invitedBy: { id: 'U0G9QF9C6' } },
});

/** Data of `member.joined`: someone joined a channel, a group or a room. */
export interface MemberJoined extends z.output<typeof memberJoined.data> {}

/** Defines `member.left`. */
export const memberLeft = defineEvent({
  type: 'member.left',
  title: 'Member left',
  description: 'Someone left a channel, a group or a room, or was made to.',
  data: member.extend({ removedBy: participant.optional().describe('Absent where it was their own doing.') }),
  example: { ...example, removedBy: { id: 'U0G9QF9C6' } },
});

/** Data of `member.left`: someone left a channel, a group or a room, or was made to. */
export interface MemberLeft extends z.output<typeof memberLeft.data> {}

/** All events of who is in a conversation. */
export const memberEvents: readonly EventDefinition[] = [memberJoined, memberLeft];
