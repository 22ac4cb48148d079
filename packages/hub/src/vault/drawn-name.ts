import type { AnchorId } from '../identity/anchor.ts';
import { random } from './sealing.ts';

/** A name for a key of the vault that belongs to no anchor: it is drawn, and nobody's pseudonym. */
export const drawnName = (): AnchorId => `prs_${random(nameBytes).toString('base64url').slice(0, 22)}`;

const nameBytes = 17;
