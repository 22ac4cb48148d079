import type { TouchlineEvent } from '@touchline/core';
import type { Tombstones } from '../erasure/tombstones.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import type { AnchorsOfEvent } from './anchors-of-events.ts';
import { attributesPurpose, createPseudonymOf, type PseudonymOf } from './attribute-pseudonyms.ts';
import { orLogFailure } from './log-failure.ts';
import type { PersonalRules } from './personal-parts.ts';
import {
  erasedRestOf,
  eraseEvent,
  isErasedEvent,
  isSealedEvent,
  keyNameOf,
  readableRestOf,
  type SealedEvent,
  sealEvent,
  unsealEvent,
} from './sealed-event.ts';

/** What a {@link Sealer} is made of. */
export interface SealerOptions extends PersonalRules {
  readonly keys: HubKeys;
  readonly vault: Vault;
  readonly tombstones: Tombstones;
  readonly anchorsOf: () => Promise<AnchorsOfEvent>;
}

/** Seals events on their way into a log, and unseals them on their way out. */
export interface Sealer {
  /** As the log is to hold them. @throws TouchlineError `log.failed` when the keys cannot be had. */
  seal(events: readonly TouchlineEvent[]): Promise<readonly TouchlineEvent[]>;
  /**
   * As they were, or what is left of those that are erased or damaged. Those that came lately are not decrypted again.
   *
   * @throws TouchlineError `log.failed` when the keys cannot be had.
   */
  unseal(events: readonly TouchlineEvent[]): Promise<readonly TouchlineEvent[]>;
  /** What stands for attributes in the log. */
  pseudonymOf(): Promise<PseudonymOf>;
}

/** Makes a {@link Sealer}. */
export const createSealer = ({
  keys,
  vault,
  tombstones,
  anchorsOf,
  ...personalRules
}: SealerOptions): Sealer => {
  /** What sealed events were, so that fanning one out to many routes decrypts nothing. Its key says whether it still counts. */
  const originals = new WeakMap<TouchlineEvent, TouchlineEvent>();

  let pseudonyms: Promise<PseudonymOf> | undefined;
  const pseudonymOf = (): Promise<PseudonymOf> => {
    pseudonyms ??= orLogFailure(keys.open()).then(
      (open) => createPseudonymOf(open.derive(attributesPurpose)),
      (error: unknown) => {
        pseudonyms = undefined;
        throw error;
      },
    );
    return pseudonyms;
  };

  const original = (sealed: SealedEvent, key: AnchorKey): TouchlineEvent => {
    let event = originals.get(sealed);
    if (!event) {
      event = unsealedOrRest(sealed, key);
      originals.set(sealed, event);
    }
    return event;
  };

  /** The event with the key that is in memory; undefined when that has to be looked for. */
  const unsealNow = (event: TouchlineEvent): TouchlineEvent | undefined => {
    if (!isSealedEvent(event)) return event;
    const name = keyNameOf(event);
    if (!name) return readableRestOf(event);
    const key = vault.held(name.anchor, name.generation);
    return key && original(event, key);
  };

  const unsealLater = async (event: TouchlineEvent): Promise<TouchlineEvent> => {
    if (!isSealedEvent(event)) return event;
    const name = keyNameOf(event);
    if (!name) return readableRestOf(event);
    const key = await orLogFailure(vault.find(name.anchor, name.generation));
    return key ? original(event, key) : erasedRestOf(event);
  };

  return {
    async seal(events) {
      const rules = { ...personalRules, pseudonymOf: await pseudonymOf() };
      const anchorsOfEvent = await orLogFailure(anchorsOf());
      const anchors = events.map((event) => (isErasedEvent(event) ? [] : anchorsOfEvent(event)));
      const buried = await orLogFailure(
        tombstones.cover(events.map(({ time }, index) => ({ anchors: anchors[index] ?? [], time }))),
      );
      const owners = anchors.map(([strongest = nobody]) => strongest);
      const opened = await orLogFailure(vault.open(owners.filter((_, index) => !buried[index])));
      return events.map((event, index) => {
        const key = opened.get(owners[index] ?? nobody);
        if (buried[index] || !key) return eraseEvent(event, rules);
        const sealed = sealEvent(event, key, rules);
        originals.set(sealed, event);
        return sealed;
      });
    },
    async unseal(events) {
      const unsealed = events.map(unsealNow);
      if (!unsealed.includes(undefined)) return unsealed as readonly TouchlineEvent[];
      return Promise.all(
        unsealed.map((event, index) => event ?? unsealLater(events[index] as TouchlineEvent)),
      );
    },
    pseudonymOf,
  };
};

/** Owns what names nobody: it is sealed as well, and never erased. */
export const nobody: AnchorId = 'prs_nobody-in-particular--';

const unsealedOrRest = (sealed: SealedEvent, key: AnchorKey): TouchlineEvent => {
  try {
    return unsealEvent(sealed, key);
  } catch {
    return readableRestOf(sealed);
  }
};
