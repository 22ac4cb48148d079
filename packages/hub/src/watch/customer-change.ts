import type { AudienceMembership } from '../audiences/audience-keeper.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { Profile } from '../profile/create-profiles.ts';
import type { TimelineEntry } from '../timeline/create-timeline.ts';

/** Something that changed for somebody who is watched. The first one says how things stand. */
export type CustomerChange =
  /** How things stood when the watch began. */
  | {
      readonly kind: 'standing';
      readonly personId: AnchorId;
      readonly profile: Profile;
      readonly audiences: readonly AudienceMembership[];
    }
  /** Something happened, on whatever channel. */
  | { readonly kind: 'event'; readonly entry: TimelineEntry }
  /** Traits and computed traits that have another value, or a first one, and the names of those that have none any more. */
  | ({ readonly kind: 'profile'; readonly gone: readonly string[] } & Profile)
  | { readonly kind: 'audience.entered' | 'audience.exited'; readonly audience: string; readonly at: string }
  /** Somebody else turned out to be the same person, or part of what was known is another one. The id may be another one. */
  | { readonly kind: 'merged' | 'split'; readonly personId: AnchorId }
  /** So many changes were not told, because whoever watches did not keep up. How things stand follows. */
  | { readonly kind: 'missed'; readonly count: number }
  /** The person was erased; nothing follows. */
  | { readonly kind: 'erased' };
