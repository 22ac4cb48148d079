import type { MessagePort } from 'node:worker_threads';
import type { ConnectionSettings } from './sqlite-connection.ts';
import type { SqlValue } from './sqlite-statements.ts';

// What a SQLite log and its writing thread say to each other. The thread loads this file, so it imports nothing.

/** What the thread is started with. */
export interface ThreadData extends ConnectionSettings {
  readonly port: MessagePort;
  /** See {@link signals}. */
  readonly signals: SharedArrayBuffer;
}

/**
 * What the thread shares with the log: whether it can write, how many portions have ended, whether it is through, and whose
 * turn the file is.
 */
export const signals = { ready: 0, ended: 1, closed: 2, file: 3, length: 4 } as const;

/** Whose turn the file is. Whichever comes first, the thread that opens it or the log that is closed, takes it. */
export const fileTaken = { byNobody: 0, byThread: 1, byClosing: 2 } as const;

/** A portion on its way. */
export interface SentPortion {
  /** Rises by one whenever the log has heard of a failure: what was sent before that fails too. */
  readonly epoch: number;
  readonly storedAtMs: number;
  /** Type, source, id and JSON of each event. */
  readonly texts: readonly string[];
  /** The values of each subscription that is saved. */
  readonly subscriptions: readonly (readonly SqlValue[])[];
  /** The JSON of what changes of the rows of deliveries; empty when nothing does. */
  readonly parkedChanges: string;
}

/** What the thread answers. */
export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'written';
      readonly portions: number;
      readonly firstPosition: number;
      /** Which events, counted from 0, were held already, and at which positions. */
      readonly duplicates: readonly (readonly [index: number, position: number])[];
      readonly lastPosition: number;
      readonly eventBytes: number;
    }
  | {
      readonly kind: 'failed';
      readonly portions: number;
      readonly message: string;
      readonly errcode: number | undefined;
    };
