import type { TouchlineEvent } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import { createIdentifyEvent } from '../identity/identify-event.ts';
import type { IdentityRules } from '../identity/identity-rules.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { Path } from './personal-parts.ts';

/** The anchors of all identifiers of an event, strongest first; none where it names nobody. */
export type AnchorsOfEvent = (event: TouchlineEvent) => readonly AnchorId[];

/** Where events of each type name people, besides in `data.customer`. */
export const identifierPathsOf = ({ paths }: IdentityRules): ReadonlyMap<string, readonly Path[]> =>
  new Map([...paths].map(([type, named]) => [type, named.map(([, path]) => path.split('.'))]));

/** Answers once the hub's keys are open: anchors come from them. */
export const anchorsOfEvents = (keys: HubKeys, rules: IdentityRules): (() => Promise<AnchorsOfEvent>) => {
  let made: AnchorsOfEvent | undefined;
  return async () => {
    if (made) return made;
    const { anchorOf } = await keys.open();
    const identify = createIdentifyEvent(rules, anchorOf);
    made = (event) => {
      const identified = identify(event);
      if (!identified) return [];
      const { tenant, identifiers, anchor } = identified;
      return identifiers.map((identifier, index) => (index === 0 ? anchor : anchorOf(tenant, identifier)));
    };
    return made;
  };
};
