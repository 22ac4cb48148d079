/** All purposes, or all channels. */
export const everything = '*';

/**
 * How sure a grant is, weakest first. `implied`: it follows from something else, such as a purchase. `explicit`: the person did
 * something to say so, such as ticking an empty box. `confirmed`: and confirmed it from the address that it is about (double
 * opt-in).
 */
export type ConsentStrength = 'implied' | 'explicit' | 'confirmed';

/** Strengths in order. */
export const strengths: readonly ConsentStrength[] = ['implied', 'explicit', 'confirmed'];

/** What of a statement decides deliveries. */
export interface ConsentChoice {
  /** The same for the same statement; a ledger holds it once. */
  readonly id: string;
  /** `marketing`; `marketing.newsletter` is part of it; `*` for all purposes. */
  readonly purpose: string;
  /** `email`, `sms`, …; `*` for all channels. */
  readonly channel: string;
  readonly status: 'granted' | 'withdrawn';
  /** Of a withdrawal it says nothing. */
  readonly strength: ConsentStrength;
  /** When it was made: milliseconds since the epoch. */
  readonly atMs: number;
  /** Until when it holds, if not for ever: milliseconds since the epoch. */
  readonly expiresAtMs: number | undefined;
}

/** What a delivery is for, and by what way. */
export interface ConsentQuestion {
  readonly purpose: string;
  readonly channel: string;
}

/** Whether a purpose is, or is part of, another one. */
export const isWithin = (purpose: string, whole: string): boolean =>
  whole === everything || purpose === whole || purpose.startsWith(`${whole}.`);
