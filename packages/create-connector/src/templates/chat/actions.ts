import {
  addReaction,
  deleteMessage,
  editMessage,
  markRead,
  removeReaction,
  sendMessage,
} from '@touchline/chat';
import type { Implement } from '@touchline/core';
import { asIs } from '../crm/as-is.ts';
import type { ExampleVendorSettings } from '../crm/config.ts';

// TODO: a function for each, in the vendor's paths and fields; drop what it cannot do, and add what only it can.
/** What Example Vendor can do. */
export const actions = (implement: Implement<ExampleVendorSettings>) => ({
  sendMessage: implement(sendMessage, asIs(sendMessage, '/messages')),
  editMessage: implement(editMessage, asIs(editMessage, '/messages/edit')),
  deleteMessage: implement(deleteMessage, asIs(deleteMessage, '/messages/delete')),
  addReaction: implement(addReaction, asIs(addReaction, '/reactions')),
  removeReaction: implement(removeReaction, asIs(removeReaction, '/reactions/remove')),
  markRead: implement(markRead, asIs(markRead, '/messages/read')),
});
