import { issuesOf, type JsonValue, sentenceOf, TouchlineError, valueAt } from '@touchline/core';
import { z } from 'zod';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import { type EventSelection, eventSelectionSchema, selectorOf } from './event-selection.ts';
import type { TraitCandidate } from './trait-candidates.ts';
import { asTraitValue } from './trait-value.ts';

/** Which traits events tell, as data. */
export interface TraitRule {
  readonly of: EventSelection;
  /** By the name of the trait the path of its value, or several, of which the first that is there counts. */
  readonly take?: { readonly [trait: string]: string | readonly string[] };
  /** The path of an object each of whose members is a trait, under its own name after `as`. At most 100 of an event. */
  readonly each?: { readonly path: string; readonly as: string };
  /** How sure it is, 0 to 1. Default 1. */
  readonly confidence?: number;
}

/** What is taken from Touchline's own events. A form's fields, and a CRM's own ones, are kept apart by a prefix. */
export const defaultTraitRules: readonly TraitRule[] = [
  {
    of: '*',
    take: { name: 'data.customer.name', email: 'data.customer.email', phone: 'data.customer.phone' },
    confidence: 0.8,
  },
  {
    of: ['contact.created', 'contact.updated', 'contact.restored'],
    take: {
      firstName: 'data.firstName',
      lastName: 'data.lastName',
      email: 'data.email',
      phone: 'data.phone',
      jobTitle: 'data.jobTitle',
      companyName: 'data.companyName',
      address: 'data.address',
      language: 'data.language',
      lifecycleStage: 'data.lifecycleStage',
      ownerId: 'data.ownerId',
    },
    each: { path: 'data.properties', as: 'properties.' },
  },
  {
    of: ['lead.created', 'lead.updated', 'lead.restored'],
    take: {
      firstName: 'data.firstName',
      lastName: 'data.lastName',
      companyName: 'data.companyName',
      leadStatus: 'data.status',
      leadScore: 'data.score',
    },
    confidence: 0.9,
  },
  { of: 'profile.updated', each: { path: 'data.traits', as: '' } },
  {
    // Anyone can write anything into a form.
    of: 'form.submitted',
    each: { path: 'data.fields', as: 'form.' },
    confidence: 0.5,
  },
];

const path = z.string().min(1).max(512);
const schema = z
  .strictObject({
    of: eventSelectionSchema,
    take: z.record(z.string().min(1).max(256), z.union([path, z.array(path).min(1)])).optional(),
    each: z.strictObject({ path, as: z.string().max(128) }).optional(),
    confidence: z.number().min(0).max(1).optional(),
  })
  .refine(
    ({ take, each }) => take !== undefined || each !== undefined,
    'must say what to take, or each of what',
  );

/** The rules, ready to be asked. */
export interface TraitReader {
  /** What an event tells, by the names of the traits. */
  read(placed: PlacedEvent): readonly (readonly [trait: string, candidate: TraitCandidate])[];
}

/** The most traits that one event tells by {@link TraitRule.each}. */
const maxEach = 100;
/** The longest name of a trait that comes from an event. */
const longestName = 384;

/** @throws TouchlineError `config.invalid` naming what is wrong with which rule. */
export const traitReaderOf = (rules: readonly TraitRule[]): TraitReader => {
  const compiled = rules.map((rule, index) => {
    const parsed = schema.safeParse(rule);
    if (!parsed.success)
      throw new TouchlineError(
        'config.invalid',
        `Trait rule ${index + 1}: ${sentenceOf(issuesOf(parsed.error))}.`,
      );
    return {
      selector: selectorOf(rule.of),
      take: Object.entries(rule.take ?? {}).map(
        ([trait, paths]) => [trait, [paths].flat().map((dotted) => dotted.split('.'))] as const,
      ),
      each: rule.each && { parts: rule.each.path.split('.'), as: rule.each.as },
      confidence: rule.confidence ?? 1,
    };
  });
  /** The rules that may say something of a type. */
  const byType = new Map<string, typeof compiled>();
  const concerned = (type: string): typeof compiled => {
    let found = byType.get(type);
    if (!found) {
      found = compiled.filter(({ selector }) => selector.concerns(type));
      byType.set(type, found);
    }
    return found;
  };

  return {
    read({ event, atMs, entry }) {
      const told: (readonly [string, TraitCandidate])[] = [];
      for (const { selector, take, each, confidence } of concerned(event.type)) {
        if (!selector.selects(event)) continue;
        const tell = (trait: string, found: unknown): boolean => {
          const value = asTraitValue(found);
          if (value === undefined) return false;
          told.push([trait, { value, source: event.source, atMs, confidence, entry }]);
          return true;
        };
        for (const [trait, paths] of take) paths.some((parts) => tell(trait, valueAt(event, parts)));
        if (each)
          for (const [name, value] of membersOf(valueAt(event, each.parts)))
            if (name.length <= longestName) tell(`${each.as}${name}`, value);
      }
      return told;
    },
  };
};

/** In the order of their names, so that which of too many are taken does not depend on how the event was written. */
const membersOf = (value: unknown): readonly (readonly [string, JsonValue])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value as Record<string, JsonValue>)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .slice(0, maxEach)
    : [];
