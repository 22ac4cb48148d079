import { serialiseEvent, type TouchlineEvent } from '@touchline/core';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import type { AnchorKey, SealingKey } from '../vault/vault.ts';
import { type PseudonymOf, separateAttributes } from './attribute-pseudonyms.ts';
import { type Path, type PersonalRules, rejoin, separate } from './personal-parts.ts';

/** An event as a sealed log holds it: what is personal stands encrypted in two extension attributes. */
export interface SealedEvent extends TouchlineEvent {
  /** Base64 of what {@link sealEvent} took out. */
  readonly sealed: string;
  /** Whose key opens it: `prs_….1`, the anchor and the generation of its key. */
  readonly sealedfor: string;
}

/** What the reader of a log gets of an event whose person was erased: without its personal parts, and marked. */
export interface ErasedEvent extends TouchlineEvent {
  readonly erased: true;
}

/** Whether what was personal in an event is gone for good. Nobody is to be told of it, or to be found by it. */
export const isErasedEvent = (event: TouchlineEvent): event is ErasedEvent =>
  'erased' in event && event.erased === true;

/** What the reader of a log gets of an event that was damaged where it is stored: the rest of it, and marked. */
export interface UnreadableEvent extends TouchlineEvent {
  readonly unreadable: true;
}

/** Whether what was personal in an event cannot be read because its bytes are not what was written. */
export const isUnreadableEvent = (event: TouchlineEvent): event is UnreadableEvent =>
  'unreadable' in event && event.unreadable === true;

/** What sealing depends on besides the key. */
export interface SealingRules extends PersonalRules {
  readonly pseudonymOf: PseudonymOf;
}

/** @throws TouchlineError `event.invalid` when the event holds what JSON cannot. */
export const sealEvent = (event: TouchlineEvent, key: AnchorKey, rules: SealingRules): SealedEvent => {
  const { shown, personal } = parts(event, rules);
  return {
    ...shown,
    sealed: Buffer.from(key.seal(textOf(personal, event), context)).toString('base64'),
    sealedfor: `${key.anchor}.${key.generation}`,
  };
};

/** What is stored of an event of somebody who is erased already: nothing that is personal, not even sealed. */
export const eraseEvent = (event: TouchlineEvent, rules: SealingRules): ErasedEvent => ({
  ...parts(event, rules).shown,
  erased: true,
});

/** Whether an event of a log is sealed; one that was appended before the log was is not. */
export const isSealedEvent = (event: TouchlineEvent): event is SealedEvent =>
  'sealed' in event && typeof event.sealed === 'string' && 'sealedfor' in event;

/** Which key opens an event; undefined when it cannot be told. */
export const keyNameOf = ({
  sealedfor,
}: SealedEvent): { readonly anchor: AnchorId; readonly generation: number } | undefined => {
  const [anchor = '', generation = ''] = String(sealedfor).split('.');
  return isAnchorId(anchor) && /^\d{1,9}$/.test(generation)
    ? { anchor, generation: Number(generation) }
    : undefined;
};

/** @throws TouchlineError `hub.sealed_corrupt` */
export const unsealEvent = (
  { sealed, sealedfor: _, ...shown }: SealedEvent,
  key: SealingKey,
): TouchlineEvent => {
  const personal: PersonalParts = JSON.parse(key.unseal(Buffer.from(sealed, 'base64'), context));
  const data = personal.data && rejoin({ shown: shown.data, personal: personal.data });
  return { ...shown, ...personal.attributes, ...(personal.data && { data }) } as TouchlineEvent;
};

/** What is left of a sealed event whose key is destroyed. */
export const erasedRestOf = ({ sealed: _, sealedfor: __, ...shown }: SealedEvent): ErasedEvent => ({
  ...shown,
  erased: true,
});

/** What is left of a sealed event that is damaged. */
export const readableRestOf = ({ sealed: _, sealedfor: __, ...shown }: SealedEvent): UnreadableEvent => ({
  ...shown,
  unreadable: true,
});

interface PersonalParts {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly data?: readonly (readonly [Path, unknown])[];
}

const context = 'event';

const parts = (event: TouchlineEvent, rules: SealingRules) => {
  const attributes = separateAttributes(event, rules.pseudonymOf);
  const data = separate(rules, event);
  const shown = { ...attributes.shown, ...(data.shown !== undefined && { data: data.shown }) };
  const personal: PersonalParts = {
    attributes: attributes.personal,
    ...(data.personal.length > 0 && { data: data.personal }),
  };
  // Every attribute that CloudEvents requires is among those shown.
  return { shown: shown as unknown as TouchlineEvent, personal };
};

const textOf = (personal: PersonalParts, event: TouchlineEvent): string => {
  try {
    return JSON.stringify(personal);
  } catch {
    // Refused as it would be by a log that is not sealed.
    return serialiseEvent(event);
  }
};
