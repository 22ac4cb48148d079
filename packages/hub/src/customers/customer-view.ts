import type {
  AudienceMemberPage,
  AudienceMemberQuery,
  AudienceMembership,
  AudienceSummary,
} from '../audiences/audience-keeper.ts';
import type { ConversationPage, ConversationQuery } from '../conversations/create-conversations.ts';
import type { Profile } from '../profile/create-profiles.ts';
import type { TimelinePage, TimelineQuery } from '../timeline/create-timeline.ts';
import type { CustomerChange } from '../watch/customer-change.ts';
import type { TenantOption } from './customers.ts';

/** What is known of customers. */
export interface CustomerView {
  /** Traits, each with its sources, and computed traits; undefined when there is no such customer. */
  profile(id: string, options?: TenantOption): Promise<Profile | undefined>;
  /**
   * What happened with a customer over all channels, newest first.
   *
   * @throws TouchlineError `hub.customer_unknown`, or `request.invalid`.
   */
  timeline(id: string, query?: TimelineQuery & TenantOption): Promise<TimelinePage>;
  /**
   * E-mails, chats and calls in one thread, the conversation in which something happened last first.
   *
   * @throws TouchlineError `hub.customer_unknown`, or `request.invalid`.
   */
  conversations(id: string, query?: ConversationQuery & TenantOption): Promise<ConversationPage>;
  /**
   * All that changes for a customer from now on, as it changes; first how things stand. Whoever does not keep up is told how much they
   * missed, and how things stand then. Ends when whoever watches leaves the loop or the signal aborts, when the customer is erased and when the hub closes.
   *
   * @throws TouchlineError `hub.customer_unknown`, at the first change that is asked for.
   */
  watch(
    id: string,
    options?: TenantOption & { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<CustomerChange>;
}

/** Who belongs to which audience. */
export interface HubAudiences {
  /** All audiences, with how many belong to each. */
  list(options?: TenantOption): Promise<readonly AudienceSummary[]>;
  /** @throws TouchlineError `hub.audience_unknown`, or `request.invalid`. */
  members(audience: string, query?: AudienceMemberQuery): Promise<AudienceMemberPage>;
  /**
   * What a customer belongs to.
   *
   * @throws TouchlineError `hub.customer_unknown`
   */
  of(id: string, options?: TenantOption): Promise<readonly AudienceMembership[]>;
  /** Resolves once everybody was looked at of whom something is known that was not known before: within milliseconds. */
  settled(): Promise<void>;
}
