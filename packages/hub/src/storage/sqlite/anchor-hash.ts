import type { AnchorId } from '../../identity/anchor.ts';

/**
 * 48 bits of an anchor as a number, so that an index over millions of anchors fits into memory. Anchors are pseudonyms, as good as drawn
 * at random: two that share the bits are rare, and told apart by the anchors themselves.
 */
export const anchorHashOf = (anchor: AnchorId): number =>
  Buffer.from(anchor.slice(4, 12), 'base64url').readUIntBE(0, 6);
