import { type InteractionReceived, timestampFromSeconds } from '@touchline/core';
import type { SlackElement } from '../payload/interaction.ts';

type Field = NonNullable<InteractionReceived['fields']>[string];

/** What kind of interaction the use of an element is. */
export const elementKind = ({ type }: SlackElement): 'button' | 'select' | 'input' => {
  if (type === 'button') return 'button';
  return type.endsWith('_input') || type === 'input' ? 'input' : 'select';
};

/** What was chosen or entered: one text, or a list where an element takes several. Undefined where it is nothing. */
export const elementValue = (element: SlackElement): Field | undefined => {
  const several =
    element.selected_options?.map(({ value }) => value ?? '') ??
    element.selected_users ??
    element.selected_channels ??
    element.selected_conversations;
  if (several) return several;
  const time = element.selected_date_time;
  return (
    element.value ??
    element.selected_option?.value ??
    element.selected_date ??
    element.selected_time ??
    (time ? timestampFromSeconds(time) : undefined) ??
    element.selected_user ??
    element.selected_channel ??
    element.selected_conversation
  );
};

/**
 * The fields of a dialog, or of a message with inputs, by their action ids. Where two blocks use the same action id, the
 * block's id stands before it: `delivery.date`.
 */
export const fieldsOf = (
  blocks: Readonly<Record<string, Readonly<Record<string, SlackElement>>>> | null | undefined,
): Record<string, Field> => {
  const entries = Object.entries(blocks ?? {}).flatMap(([blockId, elements]) =>
    Object.entries(elements).map(([actionId, element]) => ({
      blockId,
      actionId,
      value: elementValue(element),
    })),
  );
  const uses = new Map<string, number>();
  for (const { actionId } of entries) uses.set(actionId, (uses.get(actionId) ?? 0) + 1);
  return Object.fromEntries(
    entries.flatMap(({ blockId, actionId, value }) => {
      if (value === undefined || actionId === '') return [];
      return [[(uses.get(actionId) === 1 ? actionId : `${blockId}.${actionId}`).slice(0, 256), value]];
    }),
  );
};
