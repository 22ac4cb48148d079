import {
  type DataFilter,
  isTypePattern,
  matchesPattern,
  passesDataFilter,
  type TouchlineEvent,
} from '@touchline/core';
import { z } from 'zod';

/** Events of some types, and of these those that pass a filter. */
export interface EventCondition {
  /** Patterns of event types: `order.paid`, `payment.*`, `*`. */
  readonly on: string | readonly string[];
  /** What must stand in the event, by paths: `{ 'data.channel': 'sms', source: ['/app', '/shop'] }`. */
  readonly where?: DataFilter | undefined;
}

/** Which events: a pattern of types, a condition, or several, of which one is enough. */
export type EventSelection = string | EventCondition | readonly (string | EventCondition)[];

const filterValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** `*` never means the hub's own events: an audience that counted what audiences do would run in a circle. */
const pattern = z
  .string()
  .refine(isTypePattern, 'must be a pattern of event types, such as order.paid, payment.* or *')
  .refine(
    (text) => !isOfAudiences(text),
    'must not be an event of audiences: they follow from profiles, so no profile is made of them',
  );
const condition = z.strictObject({
  on: z.union([pattern, z.array(pattern).min(1)]),
  where: z.record(z.string().min(1), z.union([filterValue, z.array(filterValue)])).optional(),
});
const one = z.union([pattern, condition]);

/** The schema of an {@link EventSelection}. */
export const eventSelectionSchema: z.ZodType<EventSelection> = z.union([one, z.array(one).min(1)]);

/** A selection, ready to be asked. */
export interface Selector {
  /** Whether an event of this type may be one. */
  concerns(type: string): boolean;
  selects(event: TouchlineEvent): boolean;
}

/** Takes a selection apart once. */
export const selectorOf = (selection: EventSelection): Selector => {
  const conditions = [selection].flat().map((each: string | EventCondition) => {
    const { on, where }: EventCondition = typeof each === 'string' ? { on: each } : each;
    return { patterns: [on].flat(), where };
  });
  const fits = (patterns: readonly string[], type: string): boolean =>
    patterns.some((each) => matchesPattern(each, type));
  return {
    concerns: (type) => !isOfAudiences(type) && conditions.some(({ patterns }) => fits(patterns, type)),
    selects: (event) =>
      !isOfAudiences(event.type) &&
      conditions.some(
        ({ patterns, where }) =>
          fits(patterns, event.type) && (where === undefined || passesDataFilter(where, event)),
      ),
  };
};

/** Whether a type, or a pattern of types, is one of the events that say who entered and left an audience. */
export const isOfAudiences = (type: string): boolean => type.startsWith('audience.');
