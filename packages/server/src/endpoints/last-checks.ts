import type { Clock } from '@touchline/core';
import { isoOf } from '../endpoint/fields.ts';

/** How the credentials of a connector were when they were last checked. */
export interface LastCheck {
  readonly healthy: boolean;
  /** RFC 3339. */
  readonly checkedAt: string;
  /** The code of the error, where they were not good. */
  readonly code?: string;
}

/** The last check of each connector since the start, by registered name. */
export interface LastChecks {
  /** Keeps how a check ended: with the code of an error, or well. */
  note(connector: string, code?: string): void;
  of(connector: string): LastCheck | undefined;
}

export const createLastChecks = ({ now }: Clock): LastChecks => {
  const checks = new Map<string, LastCheck>();
  return {
    note(connector, code) {
      checks.set(connector, {
        healthy: code === undefined,
        checkedAt: isoOf(now()),
        ...(code !== undefined && { code }),
      });
    },
    of: (connector) => checks.get(connector),
  };
};
