import { SignatureError } from '../errors/touchline-error.ts';
import { invalid } from './refusal.ts';
import type { TimeSource } from './signature-scheme.ts';

/** How far a signed time may be from now, in either direction, unless the scheme says otherwise. */
export const defaultToleranceMs = 300_000;

/**
 * Reads a signed time strictly: whole numbers without sign, blank, exponent or leading zero; RFC 3339 with an
 * offset.
 *
 * @returns milliseconds since the Unix epoch.
 * @throws SignatureError for anything else.
 */
export const parseSignedTime = (text: string, unit: TimeSource['unit']): number => {
  const epochMs = unit === 'iso' ? parseIso(text) : parseWhole(text) * (unit === 'seconds' ? 1_000 : 1);
  if (!Number.isSafeInteger(epochMs)) throw invalid('The timestamp is not written as it must be.');
  return epochMs;
};

/** The text that {@link parseSignedTime} reads. Seconds are rounded down. */
export const formatSignedTime = (epochMs: number, unit: TimeSource['unit']): string => {
  if (unit === 'iso') return new Date(epochMs).toISOString();
  return String(unit === 'seconds' ? Math.floor(epochMs / 1_000) : Math.floor(epochMs));
};

/**
 * Refuses a time that is further from now than the tolerance, in the past or in the future. The edge is
 * inside.
 */
export const requireFresh = (signedAtMs: number, nowMs: number, toleranceMs: number): void => {
  if (Math.abs(nowMs - signedAtMs) <= toleranceMs) return;
  const direction = signedAtMs < nowMs ? 'past' : 'future';
  throw new SignatureError(
    'webhook.timestamp_stale',
    `The signed time is more than ${toleranceMs} ms in the ${direction}.`,
  );
};

const parseWhole = (text: string): number => (/^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN);

const parseIso = (text: string): number =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
