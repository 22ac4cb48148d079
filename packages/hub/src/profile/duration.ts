import { z } from 'zod';

/** A length of time: `{ days: 30 }`, `{ hours: 1, minutes: 30 }`. The parts are added. */
export interface Duration {
  readonly days?: number | undefined;
  readonly hours?: number | undefined;
  readonly minutes?: number | undefined;
}

const part = z.number().min(0).max(1_000_000).optional();

/** The schema of a {@link Duration}, which is no shorter than a minute. */
export const durationSchema = z
  .strictObject({ days: part, hours: part, minutes: part })
  .refine((duration) => msOf(duration) >= 60_000, 'must be a minute or more, such as { days: 30 }');

/** In milliseconds. */
export const msOf = ({ days = 0, hours = 0, minutes = 0 }: Duration): number =>
  Math.round(((days * 24 + hours) * 60 + minutes) * 60_000);
