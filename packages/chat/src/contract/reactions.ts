import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { conversationId, messageId } from './message-content.ts';

const input = z.strictObject({
  conversationId,
  messageId,
  emoji: z
    .string()
    .min(1)
    .max(256)
    .describe(
      'The emoji itself, which works everywhere, or its name where the vendor has names: `thumbsup`.',
    ),
});

const output = z.object({ messageId, conversationId });

const example = { conversationId: 'C0LAN2Q65', messageId: '1763717400.000200', emoji: '👍' };

/** Reacts to a message with an emoji. */
export const addReaction = defineAction({
  name: 'addReaction',
  title: 'Add a reaction',
  description: 'Reacts to a message with an emoji. A reaction that is there already is left as it is.',
  input,
  output,
  effect: 'write',
  idempotent: 'natural',
  example,
});

/** What {@link addReaction} takes. */
export interface AddReactionInput extends z.input<typeof addReaction.input> {}

/** What {@link addReaction} gives. */
export interface AddReactionOutput extends z.output<typeof addReaction.output> {}

/** Takes a reaction of yours back. */
export const removeReaction = defineAction({
  name: 'removeReaction',
  title: 'Remove a reaction',
  description: 'Takes a reaction of yours back. One that is not there counts as removed.',
  input,
  output,
  effect: 'write',
  idempotent: 'natural',
  example,
});

/** What {@link removeReaction} takes. */
export interface RemoveReactionInput extends z.input<typeof removeReaction.input> {}

/** What {@link removeReaction} gives. */
export interface RemoveReactionOutput extends z.output<typeof removeReaction.output> {}
